#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "Error.hpp"
#include "sys/Address.hpp"
#include "sys/Clock.hpp"
#include "sys/Native.hpp"
#include "sys/Operation.hpp"

namespace sys {

/// What a call that never waits has come to.
struct Step {
  enum class State : unsigned char {
    Ended,  // As `outcome`, or with `error`.
    Waits,  // Nothing was possible yet.
    Later,  // The system is short of something: to be tried again after a while.
  };

  State state = State::Ended;
  Outcome outcome = Outcome::Done;
  SystemCode error = 0;
  std::size_t count = 0;                      // Bytes moved.
  native::Handle handle = native::kNoHandle;  // What was accepted.
};

/// What a platform must provide for Socket.cpp and Listener.cpp. Handles are of sockets that never
/// block and that no child inherits.
struct SocketOs {
  /// A socket for streams to addresses of this family; TCP without delay.
  static native::Handle open(Address::Family family);
  static void close(native::Handle handle) noexcept;

  /// Begins to connect; `connected` says what came of one that waits, once it is writable.
  static Step connect(native::Handle handle, const Address& to);
  static Step connected(native::Handle handle);

  static Step receive(native::Handle handle, std::span<char> into);
  static Step send(native::Handle handle, std::span<const char> bytes);

  /// Binds and listens; a backlog of 0 is the system's most. Throws.
  static void listen(native::Handle handle, const Address& at, int backlog, bool shared);
  static Step accept(native::Handle listener);

  /// Waits until it can be read from or written to; false at the deadline.
  static bool await(native::Handle handle, bool toWrite, Deadline deadline);

  static Address localAddress(native::Handle handle);
  /// None if there is no peer any more.
  static Address peerAddress(native::Handle handle);

  static void shutdownSend(native::Handle handle);
  static void setNoDelay(native::Handle handle, bool noDelay);
  static void setKeepAlive(native::Handle handle, int idleSeconds, int intervalSeconds, int count);
  /// Closing it will break the connection.
  static void setReset(native::Handle handle) noexcept;

  /// Removes the file of a local address; it is gone already or cannot be removed: no matter.
  static void removeLocal(const Address& address) noexcept;

  /// Opens a file to be sent.
  static native::Handle openFile(const Path& file);

  /// The outcome that an error of a connection stands for, or failure.
  static Step ended(SystemCode error);
};

}  // namespace sys
