#pragma once

#include "sys/Host.hpp"

namespace sys {

/// What a platform must provide for Host.cpp.
struct Host::Os {
  /// The CPUs this process may run on; 0 if the system does not tell.
  static unsigned permittedCpus();

  /// What a quota allows, rounded up; 0 if there is none.
  static unsigned quotaCpus();
};

}  // namespace sys
