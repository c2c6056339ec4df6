// lib/sys/Unix/CloexecMaster.cpp -- Where close-on-exec takes a second call, another thread's fork
// may come between the two.
#pragma once

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>

namespace sys {

static int openCloexecMaster() {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
  if (master == -1 || ::fcntl(master, F_SETFD, FD_CLOEXEC) != -1) return master;
  const int error = errno;
  ::close(master);
  errno = error;
  return -1;
}

}  // namespace sys
