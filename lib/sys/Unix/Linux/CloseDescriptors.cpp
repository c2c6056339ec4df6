// lib/sys/Unix/Linux/CloseDescriptors.cpp -- close_range (5.9, its CLOEXEC flag 5.11), else what
// /proc lists.
#pragma once

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "Unix/MarkDescriptors.cpp"

namespace sys::posix {

// From <linux/close_range.h>, which older systems lack.
static constexpr unsigned kCloseRangeUnshare = 1U << 1;
static constexpr unsigned kCloseRangeCloexec = 1U << 2;

static int closeRange(unsigned first, unsigned flags) {
  return static_cast<int>(::syscall(SYS_close_range, first, ~0U, flags));
}

// Asked about nothing: "from 1 to 0" is an error that only a kernel with the call reports.
[[maybe_unused]] static bool hasCloseRange() {
  return ::syscall(SYS_close_range, 1, 0, 0) == 0 || errno == EINVAL;
}

static int unshareDescriptors(unsigned first) { return closeRange(first, kCloseRangeUnshare); }

// The number a name of /proc/self/fd stands for; -1 for `.` and `..`.
static int descriptorOf(const char* name) {
  int number = 0;
  for (; *name != '\0'; ++name) {
    if (*name < '0' || *name > '9') return -1;
    number = number * 10 + (*name - '0');
  }
  return number;
}

static int markListed(unsigned first) {
  const int directory = ::open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory == -1) return -1;
  alignas(std::uint64_t) char buffer[2048];
  long size = 0;
  while ((size = ::syscall(SYS_getdents64, directory, buffer, sizeof buffer)) > 0) {
    for (long at = 0; at < size;) {
      // struct linux_dirent64: 8 bytes inode, 8 offset, 2 length, 1 type, then the name.
      std::uint16_t length = 0;
      std::memcpy(&length, buffer + at + 16, sizeof length);
      const int descriptor = descriptorOf(buffer + at + 19);
      if (descriptor >= static_cast<int>(first)) ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
      at += length;
    }
  }
  ::close(directory);
  return size == 0 ? 0 : -1;
}

static int closeDescriptors(unsigned first, bool onExec) {
  if (closeRange(first, onExec ? kCloseRangeCloexec : 0) == 0) return 0;
  if (errno != ENOSYS && errno != EINVAL && errno != EPERM) return -1;
  if (markListed(first) == 0) return 0;
  return markDescriptors(first);  // No /proc either.
}

}  // namespace sys::posix
