// lib/sys/Windows/Socket.cpp -- Winsock: BSD's sockets with other names for the errors.
//
// Quirks: SO_REUSEADDR would let others take an address that is in use, and a free one can be had
// at once without it; SO_EXCLUSIVEADDRUSE keeps those out who set it. A connection that fails is
// told by `select` as an exception, as urgent data is; WSAPoll did not tell of it at all before
// Windows 10 2004. `accept` knows nothing of inheritance.
#include "Windows/Winsock.hpp"
// After windows.h.
#include <sddl.h>

#include <algorithm>
#include <climits>

#include "Handle.hpp"
#include "SocketOs.hpp"
#include "Windows/OpenFile.hpp"

namespace sys {

namespace {

template <typename Function>
Function extension(SOCKET socket, GUID name) {
  Function function = nullptr;
  DWORD size = 0;
  if (::WSAIoctl(socket, SIO_GET_EXTENSION_FUNCTION_POINTER, &name, sizeof name, &function,
                 sizeof function, &size, nullptr, nullptr) == SOCKET_ERROR) {
    fail("", "cannot use sockets", lastSystemCode());
  }
  return function;
}

// What the provider of TCP gives serves for all families.
win::Winsock startWinsock() {
  WSADATA data;
  const int error = ::WSAStartup(MAKEWORD(2, 2), &data);
  if (error != 0) fail("", "cannot use sockets", error);
  const win::OwnedSocket any(win::openSocket(AF_INET));
  if (!any) fail("", "cannot use sockets", lastSystemCode());
  return {extension<LPFN_ACCEPTEX>(any.get(), WSAID_ACCEPTEX),
          extension<LPFN_CONNECTEX>(any.get(), WSAID_CONNECTEX),
          extension<LPFN_TRANSMITFILE>(any.get(), WSAID_TRANSMITFILE)};
}

bool setOption(SOCKET socket, int level, int option, DWORD value) {
  return ::setsockopt(socket, level, option, reinterpret_cast<const char*>(&value), sizeof value) ==
         0;
}

void needOption(native::Handle handle, int level, int option, DWORD value, const char* what) {
  if (!setOption(win::toSocket(handle), level, option, value)) fail("", what, lastSystemCode());
}

bool neverBlocks(SOCKET socket) {
  u_long on = 1;
  return ::ioctlsocket(socket, FIONBIO, &on) == 0;
}

// The socket, or nothing if something failed; the last error is that of what failed.
SOCKET madePlain(SOCKET socket, bool done) {
  if (socket == INVALID_SOCKET || done) return socket;
  const DWORD error = ::GetLastError();
  ::closesocket(socket);
  ::SetLastError(error);
  return INVALID_SOCKET;
}

Step moved(int count) {
  if (count != SOCKET_ERROR) return {.count = static_cast<std::size_t>(count)};
  if (::GetLastError() == WSAEWOULDBLOCK) return {.state = Step::State::Waits};
  return SocketOs::ended(lastSystemCode());
}

int sizeOf(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

bool isTcp(native::Handle handle) {
  SystemAddress system = emptySystemAddress();
  return ::getsockname(win::toSocket(handle), &system.any, &system.size) == 0 &&
         system.any.sa_family != AF_UNIX;
}

// Whether a local address is that of a listener who is gone: nobody answers there. Asked by a
// socket that blocks, for as long as it takes to look into the file system.
bool isStale(const SystemAddress& at) {
  const win::OwnedSocket probe(
      ::WSASocketW(AF_UNIX, SOCK_STREAM, 0, nullptr, 0, WSA_FLAG_NO_HANDLE_INHERIT));
  return probe && ::connect(probe.get(), &at.any, at.size) == SOCKET_ERROR &&
         ::GetLastError() == WSAECONNREFUSED;
}

void bindTo(native::Handle handle, const Address& at) {
  const SystemAddress system = toSystem(at);
  const auto bound = [&] { return ::bind(win::toSocket(handle), &system.any, system.size) == 0; };
  if (bound()) return;
  if (::GetLastError() == WSAEADDRINUSE && at.family() == Address::Family::Local &&
      isStale(system)) {
    SocketOs::removeLocal(at);
    if (bound()) return;
  }
  fail("", "cannot listen", lastSystemCode());
}

// Who connects needs the right to write to the file: its owner alone has it.
void keepOthersOut(const Address& at) {
  PSECURITY_DESCRIPTOR owner = nullptr;
  const std::wstring name = win::widenPath(Path(std::string(at.path())));
  const bool done = ::ConvertStringSecurityDescriptorToSecurityDescriptorW(
                        L"D:P(A;;FA;;;OW)", SDDL_REVISION_1, &owner, nullptr) &&
                    ::SetFileSecurityW(name.c_str(), DACL_SECURITY_INFORMATION, owner);
  const SystemCode error = lastSystemCode();
  ::LocalFree(owner);
  if (!done) fail("", "cannot listen", error);
}

}  // namespace

const win::Winsock& win::winsock() {
  static const Winsock started = startWinsock();
  return started;
}

SOCKET win::openSocket(int family) {
  const bool local = family == AF_UNIX;
  const SOCKET socket = ::WSASocketW(family, SOCK_STREAM, local ? 0 : IPPROTO_TCP, nullptr, 0,
                                     WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
  return madePlain(socket, socket != INVALID_SOCKET && neverBlocks(socket) &&
                               (local || setOption(socket, IPPROTO_TCP, TCP_NODELAY, 1)));
}

bool win::bindToAny(SOCKET socket, const SystemAddress& to) {
  SystemAddress any{};
  any.any.sa_family = to.any.sa_family;
  // A local one without a path is bound to nothing, which is enough.
  const socklen_t size = to.any.sa_family == AF_UNIX
                             ? static_cast<socklen_t>(offsetof(sockaddr_un, sun_path))
                             : to.size;
  return ::bind(socket, &any.any, size) == 0;
}

void win::expectFastRefusal(SOCKET socket, const Address& to) {
  if (to.family() == Address::Family::Local || !to.isLoopback()) return;
  TCP_INITIAL_RTO_PARAMETERS once{TCP_INITIAL_RTO_UNSPECIFIED_RTT,
                                  TCP_INITIAL_RTO_NO_SYN_RETRANSMISSIONS};
  DWORD size = 0;
  ::WSAIoctl(socket, SIO_TCP_INITIAL_RTO, &once, sizeof once, nullptr, 0, &size, nullptr, nullptr);
}

native::Handle SocketOs::open(Address::Family family) {
  win::winsock();
  const SOCKET socket = win::openSocket(family == Address::Family::V4   ? AF_INET
                                        : family == Address::Family::V6 ? AF_INET6
                                                                        : AF_UNIX);
  if (socket == INVALID_SOCKET) fail("", "cannot make a socket", lastSystemCode());
  return win::fromSocket(socket);
}

void SocketOs::close(native::Handle handle) noexcept { ::closesocket(win::toSocket(handle)); }

// A status that a packet brings may come as Win32's code for it and not as Winsock's.
Step SocketOs::ended(SystemCode error) {
  switch (error) {
    case WSAECONNRESET:
    case WSAECONNABORTED:
    case WSAESHUTDOWN:
    case ERROR_NETNAME_DELETED:
    case ERROR_CONNECTION_ABORTED:
      return {.outcome = Outcome::Reset};
    case WSAECONNREFUSED:
    case ERROR_CONNECTION_REFUSED:
    case ERROR_FILE_NOT_FOUND:  // A local address without a file.
    case ERROR_PATH_NOT_FOUND:
      return {.outcome = Outcome::Refused};
    case WSAENETUNREACH:
    case WSAEHOSTUNREACH:
    case WSAENETDOWN:
    case WSAEHOSTDOWN:
    case ERROR_NETWORK_UNREACHABLE:
    case ERROR_HOST_UNREACHABLE:
      return {.outcome = Outcome::Unreachable};
    case WSAETIMEDOUT:
    case WSAENETRESET:  // A silent peer was asked, and did not answer.
    case ERROR_SEM_TIMEOUT:
      return {.outcome = Outcome::TimedOut};
    default:
      return {.error = error};
  }
}

Step SocketOs::connect(native::Handle handle, const Address& to) {
  const SystemAddress system = toSystem(to);
  win::expectFastRefusal(win::toSocket(handle), to);
  if (::connect(win::toSocket(handle), &system.any, system.size) == 0) return {};
  if (::GetLastError() == WSAEWOULDBLOCK) return {.state = Step::State::Waits};
  return ended(lastSystemCode());
}

Step SocketOs::connected(native::Handle handle) {
  int error = 0;
  int size = sizeof error;
  if (::getsockopt(win::toSocket(handle), SOL_SOCKET, SO_ERROR, reinterpret_cast<char*>(&error),
                   &size) == SOCKET_ERROR) {
    return ended(lastSystemCode());
  }
  return error == 0 ? Step{} : ended(error);
}

Step SocketOs::receive(native::Handle handle, std::span<char> into) {
  const int count = ::recv(win::toSocket(handle), into.data(), sizeOf(into.size()), 0);
  Step step = moved(count);
  if (count == 0) step.outcome = Outcome::EndOfStream;
  return step;
}

Step SocketOs::send(native::Handle handle, std::span<const char> bytes) {
  return moved(::send(win::toSocket(handle), bytes.data(), sizeOf(bytes.size()), 0));
}

native::Handle SocketOs::openFile(const Path& file) {
  OwnedHandle handle =
      win::openFile(win::widenPath(file), GENERIC_READ, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN);
  if (!handle) fail("", "cannot be opened to be sent", lastSystemCode());
  return handle.release();
}

void SocketOs::listen(native::Handle handle, const Address& at, int backlog, bool shared) {
  // More are only to be had by a hint, which is a negative number (SOMAXCONN_HINT).
  constexpr int kPlainBacklog = 200;
  constexpr int kLongestBacklog = 65535;
  if (shared) fail("", "cannot share the address", "Windows gives it to one listener only");
  const bool local = at.family() == Address::Family::Local;
  if (!local) needOption(handle, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1, "cannot listen");
  if (at.family() == Address::Family::V6) {
    needOption(handle, IPPROTO_IPV6, IPV6_V6ONLY, 1, "cannot listen");
  }
  bindTo(handle, at);
  // Nobody can connect before it listens, so nobody comes between.
  if (local) keepOthersOut(at);
  const int wanted = backlog == 0 ? kLongestBacklog : std::min(backlog, kLongestBacklog);
  const int given = wanted > kPlainBacklog ? -wanted : wanted;
  if (::listen(win::toSocket(handle), given) == SOCKET_ERROR) {
    fail("", "cannot listen", lastSystemCode());
  }
}

Step SocketOs::accept(native::Handle listener) {
  for (;;) {
    const SOCKET socket = ::accept(win::toSocket(listener), nullptr, nullptr);
    const HANDLE handle = win::toHandle(win::fromSocket(socket));
    const SOCKET plain =
        madePlain(socket, socket != INVALID_SOCKET && neverBlocks(socket) &&
                              ::SetHandleInformation(handle, HANDLE_FLAG_INHERIT, 0) != FALSE);
    if (plain != INVALID_SOCKET) return {.handle = win::fromSocket(plain)};
    switch (::GetLastError()) {
      case WSAEWOULDBLOCK:
        return {.state = Step::State::Waits};
      case WSAECONNRESET:  // It has gone while it waited; there may be another.
        continue;
      case WSAEMFILE:
      case WSAENOBUFS:
        return {.state = Step::State::Later};
      default:
        return {.error = lastSystemCode()};
    }
  }
}

bool SocketOs::await(native::Handle handle, bool toWrite, Deadline deadline) {
  // Of a socket that is connected the exception is urgent data, which is waited for by nobody.
  const bool connects = toWrite && peerAddress(handle).family() == Address::Family::None;
  for (;;) {
    fd_set wanted{1, {win::toSocket(handle)}};
    fd_set broken = wanted;
    const DWORD left = win::millisecondsUntil(deadline);
    timeval time{static_cast<long>(left / 1000), static_cast<long>(left % 1000 * 1000)};
    const int ready = ::select(0, toWrite ? nullptr : &wanted, toWrite ? &wanted : nullptr,
                               connects ? &broken : nullptr, left == INFINITE ? nullptr : &time);
    if (ready > 0) return true;
    if (ready == SOCKET_ERROR) fail("", "cannot wait for a socket", lastSystemCode());
    if (std::chrono::steady_clock::now() >= deadline) return false;
  }
}

Address SocketOs::localAddress(native::Handle handle) {
  SystemAddress system = emptySystemAddress();
  if (::getsockname(win::toSocket(handle), &system.any, &system.size) == SOCKET_ERROR) {
    fail("", "cannot tell the address", lastSystemCode());
  }
  return fromSystem(system);
}

Address SocketOs::peerAddress(native::Handle handle) {
  SystemAddress system = emptySystemAddress();
  if (::getpeername(win::toSocket(handle), &system.any, &system.size) == 0) {
    return fromSystem(system);
  }
  if (::GetLastError() == WSAENOTCONN) return {};
  fail("", "cannot tell the address", lastSystemCode());
}

// What is not connected any more sends nothing as it is.
void SocketOs::shutdownSend(native::Handle handle) {
  if (::shutdown(win::toSocket(handle), SD_SEND) == 0) return;
  const SystemCode error = lastSystemCode();
  if (error != WSAENOTCONN && ended(error).error != 0) fail("", "cannot end sending", error);
}

void SocketOs::setNoDelay(native::Handle handle, bool noDelay) {
  if (!isTcp(handle)) return;
  needOption(handle, IPPROTO_TCP, TCP_NODELAY, noDelay ? 1 : 0, "cannot set a socket's delay");
}

void SocketOs::setKeepAlive(native::Handle handle, int idleSeconds, int intervalSeconds,
                            int count) {
  static constexpr const char* kWhat = "cannot set how a silent peer is asked";
  // By number: the headers of mingw have no names for them.
  constexpr int kIdle = 3;       // TCP_KEEPIDLE
  constexpr int kCount = 16;     // TCP_KEEPCNT
  constexpr int kInterval = 17;  // TCP_KEEPINTVL
  if (!isTcp(handle)) return;
  const SOCKET socket = win::toSocket(handle);
  if (setOption(socket, IPPROTO_TCP, kIdle, static_cast<DWORD>(idleSeconds)) &&
      setOption(socket, IPPROTO_TCP, kInterval, static_cast<DWORD>(intervalSeconds)) &&
      setOption(socket, IPPROTO_TCP, kCount, static_cast<DWORD>(count)) &&
      setOption(socket, SOL_SOCKET, SO_KEEPALIVE, 1)) {
    return;
  }
  // Before Windows 10 1709 (and with Wine 8) the system asks ten times, whatever is wanted.
  tcp_keepalive times{1, static_cast<ULONG>(idleSeconds) * 1000,
                      static_cast<ULONG>(intervalSeconds) * 1000};
  DWORD size = 0;
  if (::WSAIoctl(socket, SIO_KEEPALIVE_VALS, &times, sizeof times, nullptr, 0, &size, nullptr,
                 nullptr) == SOCKET_ERROR) {
    fail("", kWhat, lastSystemCode());
  }
}

void SocketOs::setReset(native::Handle handle) noexcept {
  const linger none{1, 0};
  ::setsockopt(win::toSocket(handle), SOL_SOCKET, SO_LINGER, reinterpret_cast<const char*>(&none),
               sizeof none);
}

void SocketOs::removeLocal(const Address& address) noexcept {
  try {
    ::DeleteFileW(win::widenPath(Path(std::string(address.path()))).c_str());
  } catch (...) {
  }
}

}  // namespace sys
