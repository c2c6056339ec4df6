// unittests/Unix/SystemSplit.cpp -- Asks sh, many lines at a time, with a function in the place of
// the program.
#include "SystemSplit.hpp"

#include <stdio.h>

#include <stdexcept>
#include <string_view>

namespace {

constexpr std::string_view kBegin =
    "program() { printf 'program\\0'; for a do printf '%s\\0' \"$a\"; done; "
    "printf '\\001end\\0'; }\n";
constexpr std::string_view kEndOfLine = "\1end";

void run(const std::string& script, std::vector<std::vector<std::string>>& into) {
  FILE* output = ::popen(script.c_str(), "r");
  if (output == nullptr) throw std::runtime_error("sh cannot be started");
  into.emplace_back();
  std::string argument;
  for (int byte = ::fgetc(output); byte != EOF; byte = ::fgetc(output)) {
    if (byte != '\0') {
      argument += static_cast<char>(byte);
    } else if (argument == kEndOfLine) {
      into.emplace_back();
      argument.clear();
    } else {
      into.back().push_back(std::move(argument));
      argument.clear();
    }
  }
  into.pop_back();
  if (::pclose(output) != 0) throw std::runtime_error("sh has failed");
}

}  // namespace

std::vector<std::vector<std::string>> splitBySystem(const std::vector<std::string>& lines) {
  std::vector<std::vector<std::string>> all;
  std::string script(kBegin);
  for (const std::string& line : lines) {
    script += line;
    script += '\n';
    // An argument of a program may have 128 KiB on Linux.
    if (script.size() > 100000) {
      run(script, all);
      script = kBegin;
    }
  }
  run(script, all);
  return all;
}
