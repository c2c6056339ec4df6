#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sys/Environment.hpp"

namespace sys {

/// What a platform must provide for Environment.cpp.
struct Environment::Os {
  /// This process's variables as `NAME=value`, in any order.
  static std::vector<std::string> entries();

  /// Whether `path` is a file that may be run as a program.
  static bool isProgram(const Path& path);

  /// The endings that a program's name may lack (".exe"), in the order they are tried; none where
  /// names are whole.
  static std::vector<std::string> programExtensions(const Environment& environment);
};

}  // namespace sys
