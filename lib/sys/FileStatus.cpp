// lib/sys/FileStatus.cpp -- A file's status is a value, taken at one moment.
#include "FileStatusOs.hpp"

namespace sys {

std::optional<FileStatus> FileStatus::of(const Path& path) try {
  return Os::look(path, true);
} catch (...) {
  rethrowAsString();
}

std::optional<FileStatus> FileStatus::ofLink(const Path& path) try {
  return Os::look(path, false);
} catch (...) {
  rethrowAsString();
}

FileTime fileTime(std::int64_t seconds, std::int64_t nanoseconds) noexcept {
  constexpr std::int64_t kPerSecond = 1'000'000'000;
  constexpr std::int64_t kLastSecond = INT64_MAX / kPerSecond;
  if (seconds >= kLastSecond) return FileTime::max();
  if (seconds < -kLastSecond) return FileTime::min();
  return FileTime(std::chrono::nanoseconds(seconds * kPerSecond + nanoseconds));
}

}  // namespace sys

#include "platform/FileStatus.cpp"
