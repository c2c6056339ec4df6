// lib/sys/BatchFile.cpp -- cmd.exe carries an argument exactly in quotation marks or not at all.
//
// Between quotation marks cmd.exe leaves everything alone but `%`, the end of the line and the mark
// itself, and none of the three can be escaped for a batch file, where arguments are expanded
// twice. A backslash before the closing mark would be taken for its escape by a program that gets
// it by `%*`.
#include "BatchFile.hpp"

#include <algorithm>

#include "Ascii.hpp"
#include "Error.hpp"

namespace sys {

namespace {

bool endsWith(std::string_view text, std::string_view end) {
  if (text.size() < end.size()) return false;
  return ascii::equalsIgnoringCase(text.substr(text.size() - end.size()), end);
}

// The name of the file that Windows opens: without the name of its main stream, and without the
// dots and spaces at its end.
std::string_view batchFileOpened(std::string_view program) {
  for (;;) {
    if (endsWith(program, "::$data")) {
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
bool needsNoQuotes(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return ascii::isLetterOrDigit(c) ||
           std::string_view("#$*+-./:?@\\_").find(c) != std::string_view::npos;
  });
}

// Why cmd.exe would not pass the text on as it is; null if it does.
const char* batchObstacle(std::string_view text) {
  if (text.find('%') != std::string_view::npos) return "cmd.exe replaces what follows a '%'";
  if (text.find('"') != std::string_view::npos) return "cmd.exe cannot escape a quotation mark";
  if (text.find_first_of("\r\n") != std::string_view::npos) {
    return "to cmd.exe a line break is the end of the command";
  }
  if (!needsNoQuotes(text) && text.ends_with('\\')) {
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
  return endsWith(file, ".bat") || endsWith(file, ".cmd");
}

std::string batchCommand(std::string_view program, std::span<const std::string> arguments) {
  std::string rest;
  for (const std::string& argument : arguments) {
    if (const char* reason = batchObstacle(argument)) {
      fail(program, "cannot run this batch file with the argument '" + argument + "'", reason,
           "Run the program that it calls instead, or hand the argument over in a file.");
    }
    rest += needsNoQuotes(argument) ? " " + argument : " \"" + argument + "\"";
  }
  return batchCommandLine(program, rest);
}

std::string batchCommandLine(std::string_view program, std::string_view rest) {
  return "\"" + quotedBatchFile(program) + std::string(rest) + "\"";
}

}  // namespace sys
