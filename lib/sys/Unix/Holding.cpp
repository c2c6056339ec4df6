// lib/sys/Unix/Holding.cpp -- POSIX tells nobody what he holds: descriptors are found by asking for
// events on all there may be, a call for a thousand of them.
#pragma once

#include <poll.h>
#include <sys/resource.h>

#include <algorithm>

#include "Error.hpp"
#include "Unix/Unix.hpp"
#include "sys/Process.hpp"

namespace sys::posix {

static constexpr const char* kCannotTellHolding = "cannot tell what this process holds";

static std::uint64_t openDescriptors() {
  constexpr rlim_t kMost = 1U << 20;  // Where there is no limit.
  constexpr nfds_t kAtOnce = 1024;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == -1) fail("", kCannotTellHolding, lastSystemCode());
  const auto end = static_cast<int>(std::min(limit.rlim_cur, kMost));
  std::uint64_t count = 0;
  pollfd asked[kAtOnce];
  for (int first = 0; first < end;) {
    nfds_t size = 0;
    for (; size < kAtOnce && first < end; ++size) asked[size] = {first++, 0, 0};
    if (retryOnInterrupt([&] { return ::poll(asked, size, 0); }) == -1) {
      fail("", kCannotTellHolding, lastSystemCode());
    }
    count += static_cast<std::uint64_t>(std::count_if(
        asked, asked + size, [](const pollfd& one) { return (one.revents & POLLNVAL) == 0; }));
  }
  return count;
}

static Holding ownHolding() { return {0, openDescriptors()}; }

}  // namespace sys::posix
