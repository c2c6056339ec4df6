// lib/sys/Unix/CloseDescriptors.cpp -- Marks every possible descriptor, one call each.
#pragma once

#include <fcntl.h>
#include <sys/resource.h>

#include <cerrno>

namespace sys::posix {

static int unshareDescriptors(unsigned) {
  errno = ENOSYS;
  return -1;
}

// Close-on-exec instead of closing does the same for the program, and a failure can still be
// reported.
static int closeDescriptors(unsigned first, bool) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == -1) return -1;
  for (rlim_t descriptor = first; descriptor < limit.rlim_cur; ++descriptor) {
    ::fcntl(static_cast<int>(descriptor), F_SETFD, FD_CLOEXEC);  // EBADF: there was none.
  }
  return 0;
}

}  // namespace sys::posix
