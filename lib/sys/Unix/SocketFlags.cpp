// lib/sys/Unix/SocketFlags.cpp -- Where close-on-exec and never blocking take calls of their own,
// another thread's fork may come between.
#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace sys {

// Closes it and keeps the error if that cannot be had.
static int madePlain(int handle) {
  if (handle == -1) return -1;
  if (madeSilent(handle) && ::fcntl(handle, F_SETFD, FD_CLOEXEC) != -1 &&
      ::fcntl(handle, F_SETFL, O_NONBLOCK) != -1) {
    return handle;
  }
  const int error = errno;
  ::close(handle);
  errno = error;
  return -1;
}

static int openPlainSocket(int family) { return madePlain(::socket(family, SOCK_STREAM, 0)); }

static int acceptPlainSocket(int listener) {
  return madePlain(::accept(listener, nullptr, nullptr));
}

}  // namespace sys
