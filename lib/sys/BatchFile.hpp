#pragma once

#include <span>
#include <string>
#include <string_view>

// Windows runs a batch file by cmd.exe, which reads the arguments once more and by rules of its
// own: an argument that is not carried through exactly can become a command (CVE-2024-24576 and its
// kin). Pure text, the same on every host.
namespace sys {

/// Whether Windows takes `program` for a batch file, however its name is spelled: `x.BAT`,
/// `x.cmd. .`, `x.bat::$DATA`.
bool isBatchFile(std::string_view program);

/// What follows `cmd.exe /c` to run the batch file `program` so that it gets `arguments` exactly,
/// and so does a program that it calls with `%*`. Throws, naming the program, the argument and the
/// reason, where that cannot be done.
std::string batchCommand(std::string_view program, std::span<const std::string> arguments);

/// The same with what the user has written after the program's name, as it stands.
std::string batchCommandLine(std::string_view program, std::string_view rest);

}  // namespace sys
