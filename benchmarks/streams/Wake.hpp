#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>

namespace bench {

/// Two loops in two threads, on two processors, wake each other in turn, so many times each.
inline constexpr std::uint64_t kRoundTrips = 5000;

/// Prints how long one wake-up takes, of all these since `begin`.
inline void printWake(std::chrono::steady_clock::time_point begin) {
  const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begin;
  std::printf("wake_us %.3f\n", took.count() / (2 * static_cast<double>(kRoundTrips)));
}

}  // namespace bench
