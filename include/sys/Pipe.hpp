#pragma once

#include <cstddef>
#include <span>

#include "sys/Demuxer.hpp"
#include "sys/Native.hpp"
#include "sys/Operation.hpp"

namespace sys {

class Pipe;

/// One receive from a pipe.
class Receive : public Operation {
public:
  Receive() = default;

  /// How many bytes it brought: at least 1 if the outcome is `Done`, else 0.
  std::size_t count() const { return transferred(); }

private:
  friend class Pipe;
  friend class Demuxer;

  char* into_ = nullptr;
  std::size_t size_ = 0;
};

/// This process's end of a pipe from a child; see `Stream::pipe`. Inherited by nobody. It belongs
/// to the Demuxer it is first used with, which must be destroyed after it or hold nothing pending
/// of it.
class Pipe {
public:
  /// A pipe that is not open; `Process::start` opens it.
  Pipe() = default;
  Pipe(Pipe&& other) noexcept;
  Pipe& operator=(Pipe&& other) noexcept;
  /// Closes it. Nothing may be pending.
  ~Pipe();

  bool isOpen() const { return handle_ != native::kNoHandle; }

  /// Completes as soon as there is something to read, with as much as is there and fits into
  /// `into`, which must not be empty and must outlive the operation; `EndOfStream` once all writers
  /// are gone and everything was read. One receive at a time.
  void receive(Receive& operation, Demuxer& demuxer, std::span<char> into, Completion completion);

  /// Closes it; a writer then gets its system's "broken pipe". Without effect if it is not open.
  /// Nothing may be pending.
  void close();

private:
  friend class Process;
  explicit Pipe(native::Handle handle) : handle_(handle) {}

  native::Handle handle_ = native::kNoHandle;
  Demuxer* home_ = nullptr;
};

}  // namespace sys
