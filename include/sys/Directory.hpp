#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sys/FileStatus.hpp"
#include "sys/Path.hpp"

namespace sys {

/// A name in a directory and, where the system tells it without being asked again, what it stands
/// for.
struct DirectoryEntry {
  std::string name;
  FileType type = FileType::Other;  // Symlink for a symbolic link, wherever it leads.
};

/// The things done to directories.
class Directory {
public:
  /// Makes sure that `path` is a directory, creating what is missing of it; true if it created the
  /// last component. Safe against others doing the same. Throws if a component exists and is
  /// something else.
  static bool create(const Path& path);

  /// The names in `path`, without `.` and `..`, sorted by bytes; nothing if there is no such
  /// directory. Throws if `path` is something else or cannot be read.
  static std::optional<std::vector<DirectoryEntry>> list(const Path& path);

  /// Removes the directory if it is empty; false if it is missing or not empty. Throws if `path` is
  /// something else or the system refuses. A symbolic link to a directory is something else.
  static bool remove(const Path& path);

  /// The current directory of this process, absolute.
  static Path current();

  /// Makes `path` the current directory of the whole process. Throws if it cannot be entered.
  static void enter(const Path& path);

private:
  struct Os;  // What lib/sys/platform/Directory.cpp provides.
};

}  // namespace sys
