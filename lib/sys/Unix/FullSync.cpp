// lib/sys/Unix/FullSync.cpp -- fsync reaches the disk.
#include <unistd.h>

#include "Unix/Unix.hpp"

namespace sys {

static int fileSyncFully(int file) {
  return posix::retryOnInterrupt([&] { return ::fsync(file); });
}

}  // namespace sys
