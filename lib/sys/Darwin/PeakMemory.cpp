// lib/sys/Darwin/PeakMemory.cpp -- The most memory a process held is told in bytes.
#pragma once

#include <sys/resource.h>

#include <cstdint>

namespace sys::posix {

static std::uint64_t peakMemoryOf(const rusage& used) {
  return static_cast<std::uint64_t>(used.ru_maxrss);
}

}  // namespace sys::posix
