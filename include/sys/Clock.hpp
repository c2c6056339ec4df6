#pragma once

#include <chrono>

namespace sys {

/// A point on the steady clock by which something must have happened. `kForever` never comes; one
/// that has passed means "only if it is so already".
using Deadline = std::chrono::steady_clock::time_point;

inline constexpr Deadline kForever = Deadline::max();

/// A file's time: nanoseconds since 1970-01-01 UTC, as fine as the file system keeps it.
using FileTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;

}  // namespace sys
