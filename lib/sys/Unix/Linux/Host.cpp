// lib/sys/Unix/Linux/Host.cpp -- The affinity mask, as large as the kernel's, and the control
// groups' quotas.
#include "HostOs.hpp"

#include <sched.h>

#include <cerrno>
#include <vector>

#include "Cgroup.hpp"

namespace sys {

unsigned Host::Os::permittedCpus() {
  // EINVAL: the kernel's mask is longer than the buffer.
  for (std::size_t cpus = 1024; cpus <= (1U << 20); cpus *= 4) {
    std::vector<unsigned long> mask(cpus / (8 * sizeof(unsigned long)));
    cpu_set_t* set = reinterpret_cast<cpu_set_t*>(mask.data());
    const std::size_t size = mask.size() * sizeof(unsigned long);
    if (::sched_getaffinity(0, size, set) == 0) {
      return static_cast<unsigned>(CPU_COUNT_S(size, set));
    }
    if (errno != EINVAL) return 0;
  }
  return 0;
}

unsigned Host::Os::quotaCpus() { return cgroupCpuLimit(systemFiles()).value_or(0); }

}  // namespace sys
