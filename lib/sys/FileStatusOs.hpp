#pragma once

#include "Error.hpp"
#include "sys/FileStatus.hpp"

namespace sys {

/// A file's time from the system's count of seconds since 1970 and nanoseconds; one that lies
/// beyond what 64 bits of nanoseconds hold (1677 to 2262) becomes the nearest that does.
FileTime fileTime(std::int64_t seconds, std::int64_t nanoseconds) noexcept;

/// What a platform must provide for FileStatus.cpp.
struct FileStatus::Os {
  /// What the system tells in one look, symbolic links followed if `follow`; `Hidden` where it does
  /// not permit one. Nothing if there is no such file, or a component of its path is none or is no
  /// directory. Throws otherwise.
  static std::optional<FileStatus> look(const Path& path, bool follow);
};

}  // namespace sys
