#pragma once

#include <fcntl.h>
#include <unistd.h>

#include "Handle.hpp"
#include "Unix/Unix.hpp"
#include "sys/Path.hpp"

// What the units that open files by name share.
namespace sys::posix {

/// Opens without leaving the descriptor to children or taking a terminal for its own. Nothing, and
/// errno, on failure.
inline OwnedHandle openFile(const char* name, int flags, mode_t mode = 0) {
  return OwnedHandle(
      retryOnInterrupt([&] { return ::open(name, flags | O_CLOEXEC | O_NOCTTY, mode); }));
}

/// Whether the error says that nothing has this name.
inline bool meansMissing(int code) { return code == ENOENT || code == ENOTDIR; }

}  // namespace sys::posix
