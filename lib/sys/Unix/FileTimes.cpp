// lib/sys/Unix/FileTimes.cpp -- POSIX calls the time of the last change of content st_mtim.
#include <sys/stat.h>

namespace sys {

static timespec fileStatusModified(const struct stat& status) { return status.st_mtim; }

}  // namespace sys
