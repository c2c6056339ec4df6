// lib/sys/Unix/PeakMemory.cpp -- The most memory a process held is told in KiB.
#pragma once

#include <sys/resource.h>

#include <cstdint>

namespace sys::posix {

static std::uint64_t peakMemoryOf(const rusage& used) {
  return static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
}

}  // namespace sys::posix
