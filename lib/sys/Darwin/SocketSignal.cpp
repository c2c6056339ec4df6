// lib/sys/Darwin/SocketSignal.cpp -- Darwin keeps SIGPIPE away by an option of the socket.
#pragma once

#include <sys/socket.h>

#include <cerrno>

namespace sys {

// A connection that is broken already takes no options (EINVAL), and raises nothing.
static bool madeSilent(int handle) {
  const int one = 1;
  return ::setsockopt(handle, SOL_SOCKET, SO_NOSIGPIPE, &one, sizeof one) == 0 || errno == EINVAL;
}

static int sendFlags() { return 0; }

}  // namespace sys
