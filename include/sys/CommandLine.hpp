#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sys/Native.hpp"

namespace sys {

/// Whose rules a command line follows. All work on every host.
///
/// `Sh`: the POSIX shell. `Windows`: what CreateProcess hands over and the Microsoft C runtime
/// splits (CommandLineToArgvW agrees on all that `join` writes). `Cmd`: a `Windows` line that
/// passes through cmd.exe first, as the LINE of `cmd /d /s /c "LINE"` with delayed expansion off.
enum class CommandStyle : unsigned char { Sh, Windows, Cmd };

inline constexpr CommandStyle kHostCommandStyle =
    native::kWindows ? CommandStyle::Windows : CommandStyle::Sh;

/// Command lines as text: from arguments and back. Pure functions.
class CommandLine {
public:
  /// One argument so that it arrives exactly as given, quoted only if needed; in `Sh` it may be the
  /// program's name too. Throws if it contains a NUL, and for `Cmd` a line break, which no quoting
  /// carries through cmd.exe. (Where cmd.exe runs a batch file the arguments are expanded twice:
  /// see `Process::start`.)
  static std::string quote(std::string_view argument, CommandStyle style = kHostCommandStyle);

  /// One argument for `Sh` in which the shell still puts in what `$` and `` ` `` stand for, values
  /// of variables and output of commands, as they are: what is in them neither parts the argument
  /// nor names files. All else is itself, quotation marks and backslashes too. Throws if it
  /// contains a NUL.
  static std::string quoteExpanding(std::string_view argument);

  /// All arguments, quoted and separated by spaces. For `Windows` and `Cmd` the first is the
  /// program's name, which knows no escapes: it throws if that contains a quotation mark, and for
  /// `Cmd` if it contains a percent sign beside a character that needs quotation marks.
  static std::string join(std::span<const std::string> arguments,
                          CommandStyle style = kHostCommandStyle);

  /// The arguments of `line`; none if it is blank.
  ///
  /// `Sh`: exactly what a shell would hand to the program, of a line that needs no shell for it:
  /// quotation marks and backslashes are taken away, nothing is expanded. Throws on an unfinished
  /// quotation and on what only a shell can do: an unquoted `$ ` * ? [ { ; & | < > ( )` or line
  /// end, `$` and `` ` `` between double quotes, `#` and `~` where they begin a word, and an
  /// assignment or a word of the shell's grammar (`if`, `!`) in front. Whether the program is one
  /// of a shell's own commands (`cd`) it does not know. `Windows`: the first argument, blanks
  /// before it skipped, by the rules for a program's name, the rest by those of the C runtime;
  /// throws for a NUL only. `Cmd`: as `Windows`, after the carets have been taken away; throws on
  /// what only cmd.exe can do
  /// (`& | < > ( )` outside quotation marks, `%` everywhere, `@` in front, a line end).
  static std::vector<std::string> split(std::string_view line,
                                        CommandStyle style = kHostCommandStyle);

  /// The same, but nothing where `split` throws because the line needs its shell: for choosing
  /// between the program itself and the shell. Throws only if memory is short.
  static std::optional<std::vector<std::string>> trySplit(std::string_view line,
                                                          CommandStyle style = kHostCommandStyle);

  /// The content of a response file that holds `arguments`, one a line, as GNU tools (`Sh`) or
  /// Microsoft's (`Windows`, `Cmd`) read it. Throws if one contains a NUL, and for Microsoft's a
  /// line break. (An argument that begins with `@` is for both the name of a further response
  /// file, if there is such a file; no quoting prevents that.)
  static std::string responseFile(std::span<const std::string> arguments,
                                  CommandStyle style = kHostCommandStyle);
};

}  // namespace sys
