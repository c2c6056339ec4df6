// lib/sys/Unix/MarkDescriptors.cpp -- Marks what is open for closing on exec, for systems that have
// no call for it and no list.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <climits>
#include <cstddef>

namespace sys::posix {

// Of each number that is not open, poll says so: one call for many. Where it fails, all are marked,
// and EBADF says of each that there was none.
static int markDescriptors(unsigned first) {
  static constexpr rlim_t kAtOnce = 256;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == -1) return -1;
  const rlim_t end = std::min<rlim_t>(limit.rlim_cur, INT_MAX);  // The limit may be none.
  pollfd asked[kAtOnce];
  for (rlim_t from = first; from < end; from += kAtOnce) {
    const auto count = static_cast<std::size_t>(std::min(kAtOnce, end - from));
    for (std::size_t i = 0; i < count; ++i) {
      asked[i] = {.fd = static_cast<int>(from + i), .events = 0, .revents = 0};
    }
    const bool known = ::poll(asked, static_cast<nfds_t>(count), 0) != -1;
    for (std::size_t i = 0; i < count; ++i) {
      if (known && (asked[i].revents & POLLNVAL) != 0) continue;
      ::fcntl(asked[i].fd, F_SETFD, FD_CLOEXEC);
    }
  }
  return 0;
}

}  // namespace sys::posix
