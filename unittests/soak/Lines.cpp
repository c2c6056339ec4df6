// unittests/soak/Lines.cpp -- A shell reads thousands of lines as one script and says what it made
// of them, with a function in the place of the program.
#include <algorithm>
#include <array>

#include "HostileTexts.hpp"
#include "Work.hpp"
#include "sys/CommandLine.hpp"
#include "sys/Environment.hpp"
#include "sys/File.hpp"
#include "sys/Process.hpp"

namespace soak {

namespace {

using Arguments = std::vector<std::string>;
using sys::CommandLine;
using sys::CommandStyle;

constexpr std::uint64_t kBatch = 4000;
constexpr std::string_view kFunction =
    "program() { printf '%s\\0' \"$@\"; printf '\\001end\\0'; }\n";
constexpr std::string_view kEnd{"\1end\0", 5};

// Who splits, and in which locale: in one with UTF-8, shells look at characters and not at bytes.
struct Shell {
  const char* name;
  const char* locale;
};
constexpr Shell kShells[] = {{"dash", "C"}, {"bash", "C"}, {"bash", "C.UTF-8"}};

// Words that mean something where a program's name is expected, or to some expansion.
constexpr std::string_view kWords[] = {"if",  "!",  "{",   "}",    "time", "A=b", "A+=b", "~root",
                                       "a=~", "[[", "-n",  "%1",   "--",   "#a",  "$'a'", "{a,b}",
                                       "for", "in", "2>a", "!!:0", "%%",   "^a^", "a[0]", "*"};

// All bytes that an argument can have.
std::string everyByte() {
  std::string all;
  for (int byte = 1; byte < 256; ++byte) all += static_cast<char>(byte);
  return all;
}

Arguments nextVector(HostileTexts& texts) {
  static const std::string every = everyByte();
  const std::string_view alphabet = texts.below(2) == 0 ? HostileTexts::kAlphabet : every;
  Arguments arguments = texts.arguments(alphabet);
  for (std::string& argument : arguments) {
    if (texts.below(8) == 0) argument = kWords[texts.below(std::size(kWords))];
  }
  return arguments;
}

void checkSplit(const Arguments& arguments, CommandStyle style) {
  const std::string line = CommandLine::join(arguments, style);
  if (CommandLine::split(line, style) != arguments) {
    throw "split makes something else of this line: " + line;
  }
}

// What some style cannot carry is taken away.
void checkInverse(const Arguments& arguments) {
  checkSplit(arguments, CommandStyle::Sh);
  Arguments carried = arguments;
  carried[0] = without("\"", carried[0]);
  checkSplit(carried, CommandStyle::Windows);
  for (std::string& argument : carried) argument = without("\r\n", argument);
  carried[0] = without("%", carried[0]);
  checkSplit(carried, CommandStyle::Cmd);
}

// The line that the shell has split differently: the one after the last whole answer that is right.
std::string firstDifference(std::string_view script, std::string_view said,
                            std::string_view expected) {
  const auto at = static_cast<std::size_t>(
      std::mismatch(said.begin(), said.begin() + std::min(said.size(), expected.size()),
                    expected.begin())
          .first -
      said.begin());
  std::size_t answers = 0;
  for (std::size_t end = expected.find(kEnd); end < at; end = expected.find(kEnd, end + 1)) {
    ++answers;
  }
  return "line " + std::to_string(answers) + " of the script " + std::string(script);
}

void askShell(const Shell& shell, const sys::Path& script, const std::string& expected) {
  sys::Environment variables = sys::Environment::current();
  variables.set("LC_ALL", shell.locale);
  sys::Command command(shell.name);
  command.argument(script.text()).environment(std::move(variables));
  const sys::Captured captured = sys::Process::capture(command);
  if (captured.status->succeeded() && captured.output == expected) return;
  throw std::string(shell.name) + " with LC_ALL=" + shell.locale + ": " +
      captured.status->describe() + ", " +
      firstDifference(script.text(), captured.output, expected);
}

// The script stays where something is wrong with it.
void splitBatch(std::uint32_t seed, std::uint64_t count) {
  HostileTexts texts(seed);
  std::string script(kFunction), expected;
  for (std::uint64_t i = 0; i < count; ++i) {
    Arguments arguments = nextVector(texts);
    checkInverse(arguments);
    for (const std::string& argument : arguments) expected.append(argument).push_back('\0');
    expected += kEnd;
    arguments.insert(arguments.begin(), "program");
    script += CommandLine::join(arguments, CommandStyle::Sh) + '\n';
  }
  const sys::Path path = programBeside("soak-lines-" + std::to_string(seed) + ".sh");
  sys::File::replace(path, script);
  for (const Shell& shell : kShells) askShell(shell, path, expected);
  sys::File::remove(path);
}

}  // namespace

std::string splitLines(const Order& order) {
  const std::uint64_t batches = (order.count + kBatch - 1) / kBatch;
  forEach(order, batches, [&](std::uint64_t batch) {
    splitBatch(seedOf(order, batch), std::min(kBatch, order.count - batch * kBatch));
  });
  return "argument vectors joined, and split as they were by dash, bash, bash in UTF-8 and the "
         "three styles of CommandLine::split";
}

}  // namespace soak
