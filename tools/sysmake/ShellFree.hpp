#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sys/CommandLine.hpp"
#include "sys/Process.hpp"

namespace sysmake {

/// A command for the POSIX shell that needs none.
struct ShellFree {
  std::vector<std::string> words;  // The program and its arguments; none if it needs the shell.
  std::string directory;           // Where it starts; empty: where it is.
};

/// What a shell would do for `command` if it is one program with its arguments, perhaps after
/// entering a directory.
ShellFree withoutShell(std::string_view command);

/// By whose rules `program`, a name or a path, reads response files; nothing if it may read none.
std::optional<sys::CommandStyle> responseFileKind(const std::string& program);

/// What runs `command`, a line for the host's shell: the program itself where that makes no
/// difference.
sys::Command shellFree(const std::string& command);

}  // namespace sysmake
