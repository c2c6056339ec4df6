#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sys/Path.hpp"

namespace sysmake {

/// What a compiler's output with `/showIncludes` says, and what is left for people to read.
struct ShowIncludes {
  std::vector<std::string> includes;  // Canonical, each once, in the order of first mention.
  std::string output;
};

/// Takes the lines that begin with `prefix` (if empty: `Note: including file: `) out of `output`,
/// and the name of the source file that the compiler prints before them. Headers of the compiler
/// and the system, which nobody edits, are left out. In Windows style a header on the same drive
/// as `directory` is named relative to it, as in the manifest.
ShowIncludes filterShowIncludes(std::string_view output, std::string_view prefix,
                                const sys::Path& directory);

}  // namespace sysmake
