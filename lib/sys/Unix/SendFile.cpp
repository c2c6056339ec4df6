// lib/sys/Unix/SendFile.cpp -- POSIX has no call from a file to a socket: a buffer between the two.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>

#include "Unix/Unix.hpp"

namespace sys {

static ssize_t sendFromFile(int handle, int file, off_t offset, std::size_t length) {
  char bytes[65536];
  const ssize_t count = posix::retryOnInterrupt(
      [&] { return ::pread(file, bytes, std::min(length, sizeof bytes), offset); });
  if (count <= 0) return count;
  return ::send(handle, bytes, static_cast<std::size_t>(count), sendFlags());
}

}  // namespace sys
