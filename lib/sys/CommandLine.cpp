// lib/sys/CommandLine.cpp -- Quoting: text only, so that each system's rules are tested on all.
#include "sys/CommandLine.hpp"

#include "Ascii.hpp"
#include "CommandSplit.hpp"
#include "Error.hpp"

namespace sys {

namespace {

using splitter::isOneOf;

void refuseLineBreak(std::string_view text, std::string_view reason) {
  const std::size_t at = text.find_first_of("\r\n");
  if (at == std::string_view::npos) return;
  fail(std::string(text.substr(0, at)) + "...", "an argument cannot be quoted", reason);
}

// A list of what is harmless, not of what is special: the bytes above 127 are blanks in some
// locales (RUSTSEC-2024-0006), and shells add to their specials.
bool isPlainToSh(std::string_view argument) {
  for (const char byte : argument) {
    if (!ascii::isLetterOrDigit(byte) && !isOneOf(byte, "-_./,:+@=")) return false;
  }
  return !argument.empty() && argument[0] != '=' && !splitter::isAssignment(argument) &&
         !splitter::isReservedWord(argument);
}

std::string quoteForSh(std::string_view argument) {
  if (isPlainToSh(argument)) return std::string(argument);
  std::string quoted = "'";
  for (const char byte : argument) {
    if (byte == '\'') {
      quoted += "'\\''";
    } else {
      quoted += byte;
    }
  }
  return quoted += '\'';
}

// Quotation marks also keep the runtimes that expand wildcards from doing so.
std::string quoteForWindows(std::string_view argument) {
  if (!argument.empty() && argument.find_first_of(" \t\n\v\f\r\"*?") == std::string_view::npos) {
    return std::string(argument);
  }
  std::string quoted = "\"";
  std::size_t backslashes = 0;
  for (const char byte : argument) {
    // Backslashes are special only before a quotation mark, where each needs a twin.
    if (byte == '"') quoted.append(backslashes + 1, '\\');
    backslashes = byte == '\\' ? backslashes + 1 : 0;
    quoted += byte;
  }
  return quoted.append(backslashes, '\\') += '"';
}

// Each special character gets its caret, the quotation marks too: cmd.exe then never believes
// itself between them, where it would expand `%` without a way to prevent it.
std::string quoteForCmd(std::string_view argument) {
  refuseLineBreak(argument, "it contains a line break, which ends the line for cmd.exe");
  std::string quoted;
  for (const char byte : quoteForWindows(argument)) {
    if (isOneOf(byte, "()%!^\"<>&|")) quoted += '^';
    quoted += byte;
  }
  return quoted;
}

void refuseQuotationMark(std::string_view program) {
  if (program.find('"') == std::string_view::npos) return;
  fail(program, "this program's name cannot be quoted",
       "it contains a quotation mark, which Windows has no way to write there");
}

std::string quoteProgramForWindows(std::string_view program) {
  refuseQuotationMark(program);
  for (const char byte : program) {
    if (static_cast<unsigned char>(byte) <= ' ') return '"' + std::string(program) + '"';
  }
  return program.empty() ? "\"\"" : std::string(program);
}

// Between true quotation marks: without them, and after `^"`, a name ends at a blank or `,;=`, and
// one that begins like a command of cmd.exe (`cd\tool`) is taken for that.
std::string quoteProgramForCmd(std::string_view program) {
  refuseQuotationMark(program);
  refuseLineBreak(program, "it contains a line break, which ends the line for cmd.exe");
  if (program.find('%') == std::string_view::npos) return '"' + std::string(program) + '"';

  std::string quoted;
  for (const char byte : program) {
    const bool isPlain = ascii::isLetterOrDigit(byte) || isOneOf(byte, "-_.:\\/%") ||
                         static_cast<unsigned char>(byte) >= 0x80;
    if (!isPlain) {
      fail(program, "this program's name cannot be quoted",
           "it contains a percent sign, which cmd.exe expands between the quotation marks that "
           "the rest of it needs");
    }
    if (byte == '%') quoted += '^';
    quoted += byte;
  }
  return quoted;
}

std::string quoteProgram(std::string_view program, CommandStyle style) {
  refuseNul(program, "a program's name");
  if (style == CommandStyle::Windows) return quoteProgramForWindows(program);
  if (style == CommandStyle::Cmd) return quoteProgramForCmd(program);
  return quoteForSh(program);
}

// GNU tools agree on a backslash outside quotation marks; what it does between them, and before a
// line end, depends on their version.
std::string quoteForGnuFile(std::string_view argument) {
  if (argument.empty()) return "\"\"";
  std::string quoted;
  for (const char byte : argument) {
    if (byte == '\n') {
      quoted += "\"\n\"";
      continue;
    }
    if (isOneOf(byte, " \t\v\f\r\\'\"")) quoted += '\\';
    quoted += byte;
  }
  return quoted;
}

// Shown in an error, whole as long as it can be read.
std::string shownLine(std::string_view line) {
  std::size_t shown = 200;
  if (line.size() <= shown) return std::string(line);
  while ((static_cast<unsigned char>(line[shown]) & 0xC0U) == 0x80) --shown;
  return std::string(line.substr(0, shown)) + "...";
}

}  // namespace

std::string CommandLine::quote(std::string_view argument, CommandStyle style) try {
  refuseNul(argument, "an argument");
  if (style == CommandStyle::Windows) return quoteForWindows(argument);
  if (style == CommandStyle::Cmd) return quoteForCmd(argument);
  return quoteForSh(argument);
} catch (...) {
  rethrowAsString();
}

std::string CommandLine::quoteExpanding(std::string_view argument) try {
  refuseNul(argument, "an argument");
  std::string quoted = "\"";
  for (const char byte : argument) {
    if (isOneOf(byte, "\\\"")) quoted += '\\';
    quoted += byte;
  }
  return quoted += '"';
} catch (...) {
  rethrowAsString();
}

std::string CommandLine::join(std::span<const std::string> arguments, CommandStyle style) try {
  std::string line;
  for (const std::string& argument : arguments) {
    if (&argument == arguments.data()) {
      line = quoteProgram(argument, style);
    } else {
      line.append(" ").append(quote(argument, style));
    }
  }
  return line;
} catch (...) {
  rethrowAsString();
}

std::vector<std::string> CommandLine::split(std::string_view line, CommandStyle style) try {
  refuseNul(line, "a command line");
  std::vector<std::string> arguments;
  const splitter::Obstacle obstacle = splitter::into(arguments, line, style);
  if (obstacle.reason == nullptr) return arguments;
  fail(shownLine(line), "this line cannot be split into arguments",
       "of what stands at character " + std::to_string(obstacle.at + 1) + ": " + obstacle.reason,
       style == CommandStyle::Sh ? "Quote it, or run the line with sh." : "");
} catch (...) {
  rethrowAsString();
}

std::optional<std::vector<std::string>> CommandLine::trySplit(std::string_view line,
                                                              CommandStyle style) try {
  std::vector<std::string> arguments;
  if (line.find('\0') != std::string_view::npos) return std::nullopt;
  if (splitter::into(arguments, line, style).reason != nullptr) return std::nullopt;
  return arguments;
} catch (...) {
  rethrowAsString();
}

std::string CommandLine::responseFile(std::span<const std::string> arguments,
                                      CommandStyle style) try {
  std::string content;
  for (const std::string& argument : arguments) {
    refuseNul(argument, "an argument");
    if (style == CommandStyle::Sh) {
      content += quoteForGnuFile(argument);
    } else {
      refuseLineBreak(argument, "it contains a line break, which ends the argument in the file");
      content += quoteForWindows(argument);
    }
    content += '\n';
  }
  return content;
} catch (...) {
  rethrowAsString();
}

}  // namespace sys
