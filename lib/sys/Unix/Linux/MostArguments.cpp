// lib/sys/Unix/Linux/MostArguments.cpp -- A quarter of the stack, within bounds, and 32 pages for
// each (execve(2), "Limits on size of arguments and environment"). C libraries tell less or more.
#pragma once

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

#include "Error.hpp"

namespace sys::posix {

static ArgumentLimits mostArguments() {
  constexpr rlim_t kLeast = 128 << 10;
  constexpr rlim_t kMost = 6 << 20;
  rlimit stack{};
  const long page = ::sysconf(_SC_PAGESIZE);
  if (page == -1 || ::getrlimit(RLIMIT_STACK, &stack) == -1) {
    fail("", "cannot tell how many arguments a program may have", lastSystemCode());
  }
  return {std::clamp(stack.rlim_cur / 4, kLeast, kMost), 32 * static_cast<std::uint64_t>(page)};
}

}  // namespace sys::posix
