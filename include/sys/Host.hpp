#pragma once

#include <string>

namespace sys {

/// The machine this process runs on.
class Host {
public:
  /// How many CPUs this process may use at once, at least 1: those in its affinity mask, fewer if a
  /// control group's quota allows less. A quota of 150 % counts as 2 (rounded up): the second CPU
  /// is half there.
  static unsigned usableCpus();

private:
  struct Os;  // What lib/sys/platform/Host.cpp provides.
};

}  // namespace sys
