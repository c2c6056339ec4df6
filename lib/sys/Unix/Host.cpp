// lib/sys/Unix/Host.cpp -- POSIX knows how many processors there are, and nothing of masks and
// quotas.
#include "HostOs.hpp"

#include <unistd.h>

namespace sys {

unsigned Host::Os::permittedCpus() {
  const long count = ::sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 0 : static_cast<unsigned>(count);
}

unsigned Host::Os::quotaCpus() { return 0; }

}  // namespace sys
