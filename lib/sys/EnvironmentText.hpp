#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sys/Path.hpp"

// How variables and the names of programs are spelled. Pure; both styles on every host.
namespace sys::variables {

/// The name of `NAME=value`, `=C:` of Windows' own `=C:=C:\dir`; empty if there is none.
std::string_view nameOf(std::string_view entry, PathStyle style);

/// Negative, 0 or positive: by bytes, for Windows as if ASCII letters were capitals.
int compareNames(std::string_view left, std::string_view right, PathStyle style);

/// Sorted by name; of a name that occurs twice the first, and nothing without a name.
std::vector<std::string> sorted(std::vector<std::string> entries, PathStyle style);

/// The entries one after the other, each with its NUL, as systems keep them; for Windows one more
/// NUL, and two if there are none.
std::string blockOf(const std::vector<std::string>& entries, PathStyle style);

/// The entries of such a block, which ends with its text or, as on Windows, before an empty entry.
std::vector<std::string> entriesOf(std::string_view block);

/// The entries of a PATH that count: absolute ones.
std::vector<Path> searchPath(std::string_view text, PathStyle style);

/// The files that `program` may be, in the order in which they are to be looked for: in the
/// directories of `search`, or as it stands if it is a path. `extensions` is Windows' PATHEXT,
/// empty for what Windows takes without one.
std::vector<Path> programFiles(std::string_view program, std::string_view search,
                               std::string_view extensions, PathStyle style);

}  // namespace sys::variables
