// lib/sys/Host.cpp -- The machine as this process is allowed to use it.
#include "sys/Host.hpp"

#include <algorithm>

#include "Error.hpp"
#include "HostOs.hpp"

namespace sys {

unsigned Host::usableCpus() try {
  const unsigned permitted = std::max(1U, Os::permittedCpus());
  const unsigned quota = Os::quotaCpus();
  return quota == 0 ? permitted : std::min(permitted, quota);
} catch (...) {
  rethrowAsString();
}

}  // namespace sys

#include "platform/Host.cpp"
