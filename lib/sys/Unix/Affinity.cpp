// lib/sys/Unix/Affinity.cpp -- POSIX does not let a process choose its processors.
#pragma once

#include <cerrno>

#include "Unix/Spawn.hpp"

namespace sys::posix {

static int bindToProcessors(const ProcessorSet&) {
  errno = ENOSYS;
  return -1;
}

}  // namespace sys::posix
