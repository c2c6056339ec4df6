// lib/sys/Darwin/FullSync.cpp -- Darwin's fsync stops at the drive's cache, F_FULLFSYNC does not.
#include <fcntl.h>
#include <unistd.h>

#include "Unix/Unix.hpp"

namespace sys {

static int fileSyncFully(int file) {
  const int result = posix::retryOnInterrupt([&] { return ::fcntl(file, F_FULLFSYNC); });
  // Network and foreign file systems do not know it; what they have is fsync.
  if (result == -1 && (errno == ENOTSUP || errno == EINVAL || errno == ENOTTY)) {
    return posix::retryOnInterrupt([&] { return ::fsync(file); });
  }
  return result;
}

}  // namespace sys
