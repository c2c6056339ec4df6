#pragma once

#include <cstddef>
#include <span>

#include "sys/Demuxer.hpp"
#include "sys/Native.hpp"
#include "sys/Transfer.hpp"

namespace sys {

/// This process's end of a pipe from a child; see `Stream::pipe`. Inherited by nobody. It belongs
/// to the Demuxer it is first used with.
class Pipe {
public:
  /// A pipe that is not open; `Process::start` opens it.
  Pipe() = default;
  Pipe(Pipe&& other) noexcept;
  Pipe& operator=(Pipe&& other) noexcept;
  /// As `close`.
  ~Pipe();

  bool isOpen() const { return channel_ != nullptr; }

  /// Completes as soon as there is something to read, with as much as is there and fits into
  /// `into`, which must not be empty and must outlive the operation; `EndOfStream` once all writers
  /// are gone and everything was read. One receive at a time.
  void receive(Receive& operation, Demuxer& demuxer, std::span<char> into, Completion completion);

  /// Closes it; a writer then gets its system's "broken pipe". A receive that is under way
  /// completes as cancelled, from the loop. Without effect if it is not open.
  void close();

private:
  friend class Process;
  explicit Pipe(native::Handle handle);

  Channel* channel_ = nullptr;
};

}  // namespace sys
