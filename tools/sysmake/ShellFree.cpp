// tools/sysmake/ShellFree.cpp -- Most commands of a generated manifest need no shell, and starting
// one takes longer than many a command.
#include "sysmake/ShellFree.hpp"

#include <absl/strings/ascii.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "sys/CommandLine.hpp"
#include "sys/Environment.hpp"
#include "sys/Path.hpp"

namespace sysmake {

namespace {

using Words = std::vector<std::string>;

constexpr std::string_view kAnd = " && ";

// What a shell does itself, or may do otherwise than the program of that name.
constexpr std::string_view kShellCommands[] = {
    ".",       ":",       "[",       "alias",     "bg",       "bind",     "break",   "builtin",
    "caller",  "cd",      "chdir",   "command",   "compgen",  "complete", "compopt", "continue",
    "declare", "dirs",    "disown",  "echo",      "enable",   "eval",     "exec",    "exit",
    "export",  "false",   "fc",      "fg",        "getopts",  "hash",     "help",    "history",
    "jobs",    "kill",    "let",     "local",     "logout",   "mapfile",  "popd",    "printf",
    "pushd",   "pwd",     "read",    "readarray", "readonly", "return",   "set",     "shift",
    "shopt",   "source",  "suspend", "test",      "time",     "times",    "trap",    "true",
    "type",    "typeset", "ulimit",  "umask",     "unalias",  "unset",    "wait"};

// The words of a command that is one program and its arguments; nothing if it is more.
std::optional<Words> simpleWords(std::string_view command) {
  std::optional<Words> words = sys::CommandLine::trySplit(command, sys::CommandStyle::Sh);
  if (!words || words->empty() || words->front().empty()) return std::nullopt;
  const bool isShells = std::find(std::begin(kShellCommands), std::end(kShellCommands),
                                  words->front()) != std::end(kShellCommands);
  if (isShells) return std::nullopt;
  return words;
}

// The directory of `cd DIRECTORY`, if it is one that a shell would enter just so.
std::optional<std::string> enteredDirectory(std::string_view command) {
  std::optional<Words> words = sys::CommandLine::trySplit(command, sys::CommandStyle::Sh);
  if (!words || words->size() != 2 || words->front() != "cd") return std::nullopt;
  const sys::Path directory((*words)[1], sys::PathStyle::Posix);
  if (!directory.isAbsolute() || directory.normalized() != directory) return std::nullopt;
  return (*words)[1];
}

sys::Command commandOf(Words words) {
  const std::optional<sys::CommandStyle> kind = responseFileKind(words.front());
  sys::Command command(std::move(words.front()));
  words.erase(words.begin());
  command.arguments(std::move(words));
  if (kind) command.responseFile(*kind, ".");
  return command;
}

// From here on the system may not take a line; Windows takes 32,766 characters.
constexpr std::size_t kLongLine = 30'000;

// A line of Windows, which goes as it is if it may.
sys::Command windowsCommand(const std::string& line) {
  if (line.size() >= kLongLine) {
    auto words = sys::CommandLine::trySplit(line, sys::CommandStyle::Windows);
    if (words && !words->empty() && responseFileKind(words->front()))
      return commandOf(std::move(*words));
  }
  return sys::Command::line(line);
}

}  // namespace

std::optional<sys::CommandStyle> responseFileKind(const std::string& program) {
  constexpr std::string_view kMicrosoft[] = {"cl", "clang-cl", "link", "lld-link", "lib"};
  constexpr std::string_view kGnu[] = {"gcc", "g++", "cc", "c++", "clang", "clang++", "ar", "ld"};
  const sys::Path path(program);
  std::string_view name = path.name();
  if (name.ends_with(".exe")) name.remove_suffix(4);
  if (std::find(std::begin(kMicrosoft), std::end(kMicrosoft), name) != std::end(kMicrosoft)) {
    return sys::CommandStyle::Windows;
  }
  // "x86_64-linux-gnu-g++-12": the version behind it, the target in front.
  while (!name.empty() && (name.back() == '.' || name.back() == '-' ||
                           absl::ascii_isdigit(static_cast<unsigned char>(name.back())))) {
    name.remove_suffix(1);
  }
  const std::size_t dash = name.rfind('-');
  if (dash != std::string_view::npos) name.remove_prefix(dash + 1);
  const bool isGnu = std::find(std::begin(kGnu), std::end(kGnu), name) != std::end(kGnu);
  return isGnu ? std::optional(sys::CommandStyle::Sh) : std::nullopt;
}

ShellFree withoutShell(std::string_view command) {
  // `: && COMMAND && :` is what CMake writes for a link without steps before and after it.
  if (command.starts_with(": && ") && command.ends_with(" && :") && command.size() > 10) {
    command = command.substr(5, command.size() - 10);
  }
  ShellFree free;
  if (const std::size_t end = command.find(kAnd); end != std::string_view::npos) {
    const std::optional<std::string> directory = enteredDirectory(command.substr(0, end));
    if (!directory) return {};
    free.directory = *directory;
    command.remove_prefix(end + kAnd.size());
  }
  std::optional<Words> words = simpleWords(command);
  if (!words) return {};
  // A relative program would be that of another directory.
  const std::string& program = words->front();
  const bool isRelative = program.front() != '/' && program.find('/') != std::string::npos;
  if (!free.directory.empty() && isRelative) return {};
  free.words = std::move(*words);
  return free;
}

sys::Command shellFree(const std::string& command) {
  if (sys::kHostCommandStyle != sys::CommandStyle::Sh) return windowsCommand(command);
  ShellFree free = withoutShell(command);
  if (free.words.empty()) return sys::Command::line(command);
  sys::Command run = commandOf(std::move(free.words));
  if (free.directory.empty()) return run;
  // Programs ask PWD by which name they got there.
  run.environment(sys::Environment::current().set("PWD", free.directory));
  run.workingDirectory(sys::Path(free.directory));
  return run;
}

}  // namespace sysmake
