// lib/sys/Darwin/FileTimes.cpp -- Darwin calls the time of the last change of content st_mtimespec.
#include <sys/stat.h>

namespace sys {

static timespec fileStatusModified(const struct stat& status) { return status.st_mtimespec; }

}  // namespace sys
