// lib/sys/Darwin/SendFile.cpp -- sendfile tells in its length what it has sent, also when it says
// that the socket is full.
#pragma once

#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstddef>

namespace sys {

static ssize_t sendFromFile(int handle, int file, off_t offset, std::size_t length) {
  off_t count = static_cast<off_t>(length);
  if (::sendfile(file, handle, offset, &count, nullptr, 0) == 0 || count > 0) {
    return static_cast<ssize_t>(count);
  }
  return -1;
}

}  // namespace sys
