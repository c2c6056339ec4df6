#pragma once

#include <cerrno>

#include "Error.hpp"

// What all Unix units share.
namespace sys::posix {

/// Calls until it is not interrupted: the only EINTR loop of the library. Never for close.
template <typename Call>
auto retryOnInterrupt(Call&& call) -> decltype(call()) {
  for (;;) {
    auto result = call();
    if (result != static_cast<decltype(result)>(-1) || errno != EINTR) return result;
  }
}

}  // namespace sys::posix
