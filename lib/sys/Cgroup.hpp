#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sys {

/// Reads a small file of the system; nothing if it is not there.
struct ReadText {
  std::optional<std::string> (*function)(const void* context, const std::string& path);
  const void* context = nullptr;

  std::optional<std::string> operator()(const std::string& path) const {
    return function(context, path);
  }
};

/// Reads those of the system this process runs on, as far as it may.
ReadText systemFiles();

/// The CPUs that this process's control groups allow, as a whole number rounded up, at least 1;
/// nothing if they set no limit. A pure function of the files: /proc/self/cgroup,
/// /proc/self/mountinfo and those of the mounted trees. Version 2
/// (`cpu.max`) and version 1 (`cpu.cfs_quota_us`), the tightest of the group and all above it, seen
/// from inside a container too, where the mount shows only a part of the tree.
std::optional<unsigned> cgroupCpuLimit(const ReadText& read);

/// The directory of this process's own control group in the tree of version 2; nothing where that
/// tree is not mounted, or only a part of it which this group is not in. A pure function likewise.
std::optional<std::string> ownCgroup(const ReadText& read);

}  // namespace sys
