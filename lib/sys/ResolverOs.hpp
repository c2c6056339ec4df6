#pragma once

#include <string>
#include <vector>

#include "Error.hpp"
#include "sys/Address.hpp"
#include "sys/Operation.hpp"

namespace sys {

/// What a platform must provide for Resolver.cpp.
struct ResolverOs {
  /// Runs `work` on a thread that nobody waits for and that gets no signals. Nothing of it is
  /// touched after `work` but what is the system's own. The system's error, or 0.
  static SystemCode startThread(void (*work)()) noexcept;

  /// Asks the system for the addresses of a host, for streams and without a port, and waits for
  /// the answer: `Done`, `NotFound`, or `TimedOut` if there may be one later. Throws.
  static Outcome lookUp(const std::string& host, std::vector<Address>& found);
};

}  // namespace sys
