#pragma once

#include "Error.hpp"
#include "sys/Directory.hpp"

namespace sys {

/// What a platform must provide for Directory.cpp.
struct Directory::Os {
  enum class Made : unsigned char { Created, Existed, NoParent };

  /// Creates the directory `path` in its parent. `Existed`: it is a directory already, if by way of
  /// a symbolic link. `NoParent`: the parent does not exist or is no directory. Throws otherwise.
  static Made make(const Path& path);

  /// The names in `path` in any order; see Directory::list.
  static std::optional<std::vector<DirectoryEntry>> list(const Path& path);

  /// See Directory::remove; `path` has no separator at its end, which on some systems makes it
  /// follow a symbolic link.
  static bool remove(const Path& path);
  static Path current();
  static void enter(const Path& path);
};

}  // namespace sys
