// lib/sys/Unix/Linux/OwnOpenFile.cpp -- /proc/self/fd/N opens once more what N leads to, a pipe or
// terminal for example, with flags of its own. A file would lose its place, and the device of which
// pseudo-terminals are made would make another one.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sys::posix {

static bool mayOpenAnew(int number) {
  constexpr dev_t kMakesTerminals = 5 << 8 | 2;  // /dev/ptmx is device 5, 2.
  struct stat status;
  if (::fstat(number, &status) == -1) return false;
  return S_ISFIFO(status.st_mode) || (S_ISCHR(status.st_mode) && status.st_rdev != kMakesTerminals);
}

// Without waiting: the other end of a named pipe may be gone.
static bool openAnew(int number) {
  static_assert(kMostStreams <= 100);
  char name[] = "/proc/self/fd/..";
  char* digits = name + sizeof name - 3;
  if (number >= 10) *digits++ = static_cast<char>('0' + number / 10);
  *digits++ = static_cast<char>('0' + number % 10);
  *digits = '\0';
  if (!mayOpenAnew(number)) return false;
  const int flags = ::fcntl(number, F_GETFL);
  const int anew = ::open(name, (flags & (O_ACCMODE | O_APPEND)) | O_NONBLOCK | O_NOCTTY);
  if (anew == -1) return false;
  const bool done = ::fcntl(anew, F_SETFL, flags & ~O_NONBLOCK) != -1 && ::dup2(anew, number) != -1;
  ::close(anew);
  return done;
}

}  // namespace sys::posix
