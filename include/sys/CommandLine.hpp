#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sys/Native.hpp"

namespace sys {

/// Whose rules a command line follows. All work on every host.
///
/// `Sh`: the POSIX shell. `Windows`: what CreateProcess hands over and the Microsoft C runtime
/// splits (CommandLineToArgvW agrees but for the program's name). `Cmd`: a `Windows` line that
/// passes through cmd.exe first.
enum class CommandStyle : unsigned char { Sh, Windows, Cmd };

inline constexpr CommandStyle kHostCommandStyle =
    native::kWindows ? CommandStyle::Windows : CommandStyle::Sh;

/// Command lines as text: from arguments and back. Pure functions.
class CommandLine {
public:
  /// One argument so that it arrives exactly as given, quoted only if needed. Throws if it contains
  /// a NUL, and for `Cmd` a line break, which no quoting carries through cmd.exe. (Where cmd.exe
  /// runs a batch file the arguments are expanded twice: see `Process::start`.)
  static std::string quote(std::string_view argument, CommandStyle style = kHostCommandStyle);

  /// All arguments, quoted and separated by spaces. For `Windows` and `Cmd` the first is the
  /// program's name, which knows no escapes: it throws if that contains a quotation mark.
  static std::string join(std::span<const std::string> arguments,
                          CommandStyle style = kHostCommandStyle);

  /// The arguments of `line`. `Sh`: quoting and backslashes only, nothing is expanded; throws on an
  /// unfinished quotation and on what only a shell can do unquoted (`$ ` * ? ; & | < > ( ) newline
  /// ...), naming it. `Windows`: the first argument by the rules for a program's name, the rest by
  /// those of the C runtime. `Cmd`: as `Windows`, after the carets have been taken away; throws on
  /// what only cmd.exe can do (`% & | < > ( )` outside quotation marks).
  static std::vector<std::string> split(std::string_view line,
                                        CommandStyle style = kHostCommandStyle);

  /// The content of a response file that holds `arguments`, one a line, as GNU tools (`Sh`) or
  /// Microsoft's (`Windows`, `Cmd`) read it.
  static std::string responseFile(std::span<const std::string> arguments,
                                  CommandStyle style = kHostCommandStyle);
};

}  // namespace sys
