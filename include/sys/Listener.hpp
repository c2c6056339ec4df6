#pragma once

#include <optional>
#include <utility>

#include "sys/Address.hpp"
#include "sys/Clock.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Socket.hpp"
#include "sys/Transfer.hpp"

namespace sys {

/// One accepted connection.
class Accept : public StreamOperation {
public:
  Accept() = default;
  /// Closes what was not taken.
  ~Accept();

  /// The connection, once, after `Done`; else one that is not open.
  Socket take() { return std::move(socket_); }

private:
  friend class Demuxer;
  friend class Listener;
  void prepare(bool local, Demuxer& home);
  void adopt(Demuxer& by);

  Channel* coming_ = nullptr;  // Gets its handle from the platform, and then is the socket's.
  Demuxer* socketHome_ = nullptr;
  Socket socket_;
};

/// How a Listener listens.
class ListenOptions {
public:
  /// How many connections may wait to be accepted; the system has an upper limit of its own (4096
  /// on Linux). Default: as many as the system allows.
  ListenOptions& backlog(int count);

  /// Lets several listeners, of this user's programs, share the address; the system spreads the
  /// connections (Linux), or gives them to one of them. Throws where it cannot be had.
  ListenOptions& shared();

private:
  friend class Listener;

  int backlog_ = 0;
  bool shared_ = false;
};

/// Waits for connections at an address. Inherited by no child. An address that was in use by a
/// program that has ended is free again at once; one that is in use is never taken over.
class Listener {
public:
  /// One that is not open.
  Listener() = default;
  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&& other) noexcept;
  /// As `close`.
  ~Listener();

  /// Listens at `at`: with port 0 at a free one, which `address` tells. `::` is for IPv6 alone. A
  /// local address makes a socket file that only this user may connect to; one that a dead
  /// listener has left is replaced. Throws if the address is in use.
  explicit Listener(const Address& at, const ListenOptions& options = {});

  bool isOpen() const { return channel_ != nullptr; }

  /// Where it listens, with the real port.
  Address address() const;

  /// Completes with the next connection, whose home is `demuxer`, or `home`, which may be another
  /// thread's and must not be destroyed before the socket is used there. One accept at a time. If
  /// there are no descriptors or no memory for a connection, it waits in the backlog and is tried
  /// again every 50 ms.
  void accept(Accept& operation, Demuxer& demuxer, Completion completion);
  void accept(Accept& operation, Demuxer& demuxer, Demuxer& home, Completion completion);

  /// For simple callers without a Demuxer: the next connection, or nothing at `deadline`. Throws
  /// once the listener has accepted by one, which may hold connections accepted ahead.
  std::optional<Socket> accept(Deadline deadline);

  /// Stops to listen; connections that nobody has accepted are reset. An accept that is under way
  /// completes as cancelled, from the loop. A local address's file is removed.
  void close();

private:
  Channel& open(const char* what) const;
  bool isLocal() const { return address_.family() == Address::Family::Local; }

  Channel* channel_ = nullptr;
  Address address_;
};

}  // namespace sys
