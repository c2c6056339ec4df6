// unittests/Unix/Linux/OwnProcessors.cpp -- The mask of the only thread.
#include "OwnProcessors.hpp"

#include <sched.h>

std::vector<unsigned> ownProcessors() {
  cpu_set_t set;
  std::vector<unsigned> own;
  if (::sched_getaffinity(0, sizeof set, &set) == -1) return own;
  for (unsigned number = 0; number < CPU_SETSIZE; ++number) {
    if (CPU_ISSET(number, &set)) own.push_back(number);
  }
  return own;
}
