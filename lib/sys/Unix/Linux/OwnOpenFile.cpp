// lib/sys/Unix/Linux/OwnOpenFile.cpp -- /proc/self/fd/N opens once more what N leads to, a pipe or
// terminal for example, with flags of its own. What has a place in it, a file, would lose that.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sys::posix {

// Without waiting: the other end of a named pipe may be gone.
static bool openAnew(int number) {
  static_assert(kMostStreams <= 100);
  char name[] = "/proc/self/fd/..";
  char* digits = name + sizeof name - 3;
  digits[0] = static_cast<char>('0' + number / 10);
  digits[1] = static_cast<char>('0' + number % 10);
  if (number < 10) {
    digits[0] = digits[1];
    digits[1] = '\0';
  }
  struct stat status;
  const int flags = ::fcntl(number, F_GETFL);
  if (::fstat(number, &status) == -1) return false;
  if (!S_ISFIFO(status.st_mode) && !S_ISCHR(status.st_mode)) return false;
  const int anew = ::open(name, (flags & (O_ACCMODE | O_APPEND)) | O_NONBLOCK | O_NOCTTY);
  if (anew == -1) return false;
  const bool done = ::fcntl(anew, F_SETFL, flags & ~O_NONBLOCK) != -1 && ::dup2(anew, number) != -1;
  ::close(anew);
  return done;
}

}  // namespace sys::posix
