#pragma once

#include <string>
#include <string_view>

#include "sys/Path.hpp"

namespace sysmake {

/// Appends `path` as `$in` and `$out` have it: for the shell in Posix style, for CreateProcess in
/// Windows style. Which characters are quoted is Ninja's choice and not `sys::CommandLine`'s, as
/// the same manifest must give the same bytes: they are what a command is recognised by.
void appendQuoted(std::string& out, std::string_view path, sys::PathStyle style);

}  // namespace sysmake
