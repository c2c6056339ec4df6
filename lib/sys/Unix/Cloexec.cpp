// lib/sys/Unix/Cloexec.cpp -- Where close-on-exec takes a second call, another thread's fork may
// come between the two.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace sys {

static int openCloexecPipe(int (&ends)[2]) {
  if (::pipe(ends) == -1) return -1;
  if (::fcntl(ends[0], F_SETFD, FD_CLOEXEC) != -1 && ::fcntl(ends[1], F_SETFD, FD_CLOEXEC) != -1) {
    return 0;
  }
  const int error = errno;
  ::close(ends[0]);
  ::close(ends[1]);
  errno = error;
  return -1;
}

}  // namespace sys
