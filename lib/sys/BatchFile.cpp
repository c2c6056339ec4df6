// lib/sys/BatchFile.cpp -- cmd.exe carries an argument exactly in quotation marks or not at all.
//
// Between quotation marks cmd.exe leaves everything alone but `%`, the end of the line and the mark
// itself, and none of the three can be escaped for a batch file, where arguments are expanded
// twice. A backslash before the closing mark would be taken for its escape by a program that gets
// it by `%*`.
#include "BatchFile.hpp"

#include <algorithm>

#include "Error.hpp"

namespace sys {

namespace {

// `end` is in lower case.
bool endsIgnoringCase(std::string_view text, std::string_view end) {
  if (text.size() < end.size()) return false;
  return std::equal(
      end.begin(), end.end(), text.end() - static_cast<std::ptrdiff_t>(end.size()),
      [](char wanted, char c) { return wanted == (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
}

// The name of the file that Windows opens: without the name of its main stream, and without the
// dots and spaces at its end.
std::string_view batchFileOpened(std::string_view program) {
  for (;;) {
    if (endsIgnoringCase(program, "::$data")) {
      program.remove_suffix(7);
    } else if (!program.empty() && (program.back() == '.' || program.back() == ' ')) {
      program.remove_suffix(1);
    } else {
      return program;
    }
  }
}

// What neither cmd.exe nor a batch file gives a meaning to. Commas, semicolons and equals signs
// part arguments.
bool isPlainForBatch(std::string_view text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#$*+-./:?@\\_";
  return !text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos;
}

// Why cmd.exe would not pass the text on as it is; null if it does.
const char* batchObstacle(std::string_view text) {
  if (text.find('%') != std::string_view::npos) return "cmd.exe replaces what follows a '%'";
  if (text.find('"') != std::string_view::npos) return "cmd.exe cannot escape a quotation mark";
  if (text.find_first_of("\r\n") != std::string_view::npos) {
    return "to cmd.exe a line break is the end of the command";
  }
  if (!isPlainForBatch(text) && text.ends_with('\\')) {
    return "it needs quotation marks, and its last backslash would escape the second of them";
  }
  return nullptr;
}

std::string quotedBatchFile(std::string_view program) {
  if (const char* reason = batchObstacle(program)) {
    fail(program, "cannot run this batch file", "of its name: " + std::string(reason),
         "Rename it.");
  }
  return "\"" + std::string(batchFileOpened(program)) + "\"";
}

}  // namespace

bool isBatchFile(std::string_view program) {
  const std::string_view file = batchFileOpened(program);
  return endsIgnoringCase(file, ".bat") || endsIgnoringCase(file, ".cmd");
}

std::string batchCommand(std::string_view program, std::span<const std::string> arguments) {
  std::string rest;
  for (const std::string& argument : arguments) {
    if (const char* reason = batchObstacle(argument)) {
      fail(program, "cannot run this batch file with the argument '" + argument + "'", reason,
           "Run the program that it calls instead, or hand the argument over in a file.");
    }
    rest += isPlainForBatch(argument) ? " " + argument : " \"" + argument + "\"";
  }
  return batchCommandLine(program, rest);
}

std::string batchCommandLine(std::string_view program, std::string_view rest) {
  return "\"" + quotedBatchFile(program) + std::string(rest) + "\"";
}

}  // namespace sys
