#pragma once

#include <cstddef>
#include <span>

#include "sys/Demuxer.hpp"
#include "sys/Native.hpp"
#include "sys/Transfer.hpp"

namespace sys {

/// This process's end of a pipe: from a child's output or error, or to its input; see
/// `Stream::pipe`. Inherited by nobody. It belongs to the Demuxer it is first used with.
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
  /// are gone and everything was read. One receive at a time. Throws if the pipe leads to an input.
  void receive(Receive& operation, Demuxer& demuxer, std::span<char> into, Completion completion);

  /// Sends all of `bytes`, which must outlive the operation, to a child's input; `Reset` if nobody
  /// is left who could read it, which raises no signal. Completes when all was taken, by the system
  /// or by who reads; what was taken is not lost by `close`. One send at a time. Throws if the pipe
  /// leads from a child.
  void send(Send& operation, Demuxer& demuxer, std::span<const char> bytes, Completion completion);

  /// Closes it; a writer then gets its system's "broken pipe", and a reader the end. What is under
  /// way completes as cancelled, from the loop. Without effect if it is not open.
  void close();

private:
  friend class Process;
  friend class PseudoTerminal;
  enum class Way : unsigned char { FromChild, FromTerminal, ToChild };
  Pipe(native::Handle handle, Way way);

  Channel* channel_ = nullptr;
};

}  // namespace sys
