#pragma once

#include "sys/Environment.hpp"

namespace sys {

/// What a platform must provide for Environment.cpp.
struct Environment::Os {
  /// This process's variables as `NAME=value`, in the system's order.
  static std::vector<std::string> entries();

  /// The value of the first of them that has this name.
  static std::optional<std::string> find(std::string_view name);

  /// `path` as seen from the root, if it was relative.
  static Path absolute(const Path& path);

  /// Whether there is a regular file that this process may execute; false too if it is not
  /// permitted to look.
  static bool isProgram(const Path& path);
};

}  // namespace sys
