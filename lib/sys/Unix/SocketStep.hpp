#pragma once

#include <sys/types.h>

#include "SocketOs.hpp"
#include "Unix/Unix.hpp"

namespace sys::posix {

/// What a call that moves bytes, and has left its error in errno, has come to.
inline Step moved(ssize_t count) {
  if (count >= 0) return {.count = static_cast<std::size_t>(count)};
  if (errno == EAGAIN || errno == EWOULDBLOCK) return {.state = Step::State::Waits};
  return SocketOs::ended(lastSystemCode());
}

/// The same for one that receives, where nothing is the end.
inline Step received(ssize_t count) {
  Step step = moved(count);
  if (count == 0) step.outcome = Outcome::EndOfStream;
  return step;
}

/// Sends from a file at `offset`, at most `length` bytes; 0 at its end.
Step sendFile(native::Handle handle, native::Handle file, std::uint64_t offset,
              std::uint64_t length);

}  // namespace sys::posix
