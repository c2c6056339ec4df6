// lib/sys/Darwin/SocketFlags.cpp -- Darwin keeps SIGPIPE away by an option of the socket.
#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace sys {

// Closes it and keeps the error if that cannot be had. A connection that is broken already takes no
// options (EINVAL), and raises nothing.
static int madePlain(int handle) {
  if (handle == -1) return -1;
  const int one = 1;
  const bool quiet =
      ::setsockopt(handle, SOL_SOCKET, SO_NOSIGPIPE, &one, sizeof one) == 0 || errno == EINVAL;
  if (quiet && ::fcntl(handle, F_SETFD, FD_CLOEXEC) != -1 &&
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

static int sendFlags() { return 0; }

}  // namespace sys
