#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sys/Path.hpp"

// The canonical spelling of a path, by which a graph knows a file. These are Ninja's rules, and on
// purpose not those of `sys::Path::normalized`: in both styles the separator of a canonical path is
// `/`, and `..` at a root stays.
namespace sysmake {

/// Whether `path` is its own canonical spelling; sometimes false though it is. Quick.
bool isCanonical(std::string_view path, sys::PathStyle style);

/// Makes `path` canonical: without `.`, empty components, those that `..` takes back, and a
/// separator at the end. Returns which of the first 64 separators were `\` in Windows style. An
/// empty path stays empty.
std::uint64_t canonicalize(std::string& path, sys::PathStyle style);

/// The canonical path with the separators that `slashBits` tells of put back.
std::string decanonicalize(std::string_view path, std::uint64_t slashBits);

}  // namespace sysmake
