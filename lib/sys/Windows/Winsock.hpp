#pragma once

#include "Windows/Windows.hpp"
// After windows.h.
#include <mstcpip.h>
#include <mswsock.h>

#include <utility>

#include "SystemAddress.hpp"
#include "sys/Address.hpp"

// What the units that use sockets share.
namespace sys::win {

static_assert(sizeof(SOCKET) == sizeof(native::Handle));

inline SOCKET toSocket(native::Handle handle) { return static_cast<SOCKET>(handle); }
inline native::Handle fromSocket(SOCKET socket) { return static_cast<native::Handle>(socket); }

/// Windows' sockets, which have to be started, and those of their calls that are asked for by name.
struct Winsock {
  LPFN_ACCEPTEX acceptEx;
  LPFN_CONNECTEX connectEx;
  LPFN_TRANSMITFILE transmitFile;
};

/// Starts them when first called. Throws if they cannot be.
const Winsock& winsock();

/// Owns a socket: CloseHandle would leave behind what Winsock knows of it.
class OwnedSocket {
public:
  explicit OwnedSocket(SOCKET socket = INVALID_SOCKET) noexcept : socket_(socket) {}
  OwnedSocket(const OwnedSocket&) = delete;
  OwnedSocket& operator=(const OwnedSocket&) = delete;
  ~OwnedSocket() {
    if (socket_ != INVALID_SOCKET) ::closesocket(socket_);
  }

  SOCKET get() const { return socket_; }
  explicit operator bool() const { return socket_ != INVALID_SOCKET; }
  SOCKET release() { return std::exchange(socket_, INVALID_SOCKET); }

private:
  SOCKET socket_;
};

/// A socket for overlapped calls that never blocks otherwise, of TCP without delay; not inherited.
/// INVALID_SOCKET and the last error on failure. After `winsock`.
SOCKET openSocket(int family);

/// ConnectEx wants a socket that is bound. False and the last error on failure.
bool bindToAny(SOCKET socket, const SystemAddress& to);

/// What a loopback address refuses at once is not asked again, as others are, for two seconds.
/// Without effect before Windows 10.
void expectFastRefusal(SOCKET socket, const Address& to);

}  // namespace sys::win
