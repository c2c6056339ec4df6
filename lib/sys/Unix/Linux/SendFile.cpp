// lib/sys/Unix/Linux/SendFile.cpp -- sendfile: the pages of the file go to the socket uncopied.
//
// Quirk: it takes no flags, so a broken connection raises SIGPIPE, also when something was sent
// before; it is held meanwhile.
#pragma once

#include <sys/sendfile.h>

#include <cerrno>
#include <cstddef>

#include "Unix/Sigpipe.hpp"

namespace sys {

static ssize_t sendFromFile(int handle, int file, off_t offset, std::size_t length) {
  posix::SigpipeHeld held;
  const ssize_t count = ::sendfile(handle, file, &offset, length);
  const int error = errno;
  held.discard();
  errno = error;
  return count;
}

}  // namespace sys
