// lib/sys/Unix/Linux/Affinity.cpp -- A process may choose its processors; of those it names the
// kernel takes what it may have, and says nothing of the rest.
#pragma once

#include <sched.h>

#include <algorithm>
#include <cerrno>

#include "Unix/Spawn.hpp"

namespace sys::posix {

static int bindToProcessors(const ProcessorSet& processors) {
  const std::size_t size = sizeof processors.words;
  if (::sched_setaffinity(0, size, reinterpret_cast<const cpu_set_t*>(processors.words)) == -1) {
    return -1;
  }
  ProcessorSet taken;
  if (::sched_getaffinity(0, size, reinterpret_cast<cpu_set_t*>(taken.words)) == -1) return -1;
  if (std::ranges::equal(taken.words, processors.words)) return 0;
  errno = EINVAL;
  return -1;
}

}  // namespace sys::posix
