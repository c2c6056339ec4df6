// lib/sys/Unix/CloseDescriptors.cpp -- Closes nothing but marks all that is open: for the program
// that is the same, and a failure can still be reported.
#pragma once

#include <cerrno>

#include "Unix/MarkDescriptors.cpp"

namespace sys::posix {

static int unshareDescriptors(unsigned) {
  errno = ENOSYS;
  return -1;
}

static int closeDescriptors(unsigned first, bool) { return markDescriptors(first); }

}  // namespace sys::posix
