// tools/sysmake/Tools.cpp -- Which tools there are, and how their command lines are read.
#include "sysmake/Tools.hpp"

#include <algorithm>
#include <array>

#include "sysmake/Concat.hpp"
#include "sysmake/ToolFunctions.hpp"

namespace sysmake {
namespace {

using ToolFunction = void (*)(ToolContext&, Arguments);

constexpr std::array<ToolInfo, 9> kTools = {{
    {"clean", "clean built files"},
    {"commands", "list all commands required to rebuild given targets"},
    {"inputs", "list all inputs required to rebuild given targets"},
    {"multi-inputs", "print one or more sets of inputs required to build targets"},
    {"query", "show inputs/outputs for a path"},
    {"targets", "list targets by their rule or depth in the DAG"},
    {"compdb", "dump JSON compilation database to stdout"},
    {"compdb-targets", "dump JSON compilation database for a given list of targets to stdout"},
    {"rules", "list all rules"},
}};

// In the order of kTools.
constexpr std::array<ToolFunction, kTools.size()> kFunctions = {
    cleanTool,   commandsTool, inputsTool,        multiInputsTool, queryTool,
    targetsTool, compdbTool,   compdbTargetsTool, rulesTool};

}  // namespace

std::span<const ToolInfo> tools() { return kTools; }

bool runTool(std::string_view name, std::span<const std::string> arguments, ToolContext& context) {
  auto tool = std::find_if(kTools.begin(), kTools.end(),
                           [&](const ToolInfo& candidate) { return candidate.name == name; });
  if (tool == kTools.end()) return false;
  kFunctions[static_cast<std::size_t>(tool - kTools.begin())](context, arguments);
  return true;
}

ToolOptions::ToolOptions(Arguments arguments, std::span<const ToolOption> known,
                         std::string_view usage) {
  auto complain = [&](std::string_view problem) {
    throw concat(problem, problem.empty() ? "" : "\n", usage);
  };
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    std::string_view argument = arguments[at];
    if (argument == "--") {
      operands_.insert(operands_.end(), arguments.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                       arguments.end());
      return;
    }
    if (argument.size() < 2 || argument[0] != '-') {
      operands_.emplace_back(argument);
      continue;
    }
    bool isLong = argument[1] == '-';
    std::string_view rest = argument.substr(isLong ? 2 : 1);
    while (!rest.empty()) {
      std::size_t length = isLong ? std::min(rest.find('='), rest.size()) : 1;
      std::string_view word = rest.substr(0, length);
      rest.remove_prefix(length);
      auto option = std::find_if(known.begin(), known.end(), [&](const ToolOption& candidate) {
        std::string_view name = candidate.name;
        if (name.ends_with('=')) name.remove_suffix(1);
        return isLong ? name == word : candidate.letter == word[0];
      });
      if (word == "h" || word == "help") complain("");
      if (option == known.end()) complain(concat("unknown option '", word, "'"));
      std::string value;
      if (option->name.ends_with('=')) {
        if (rest.starts_with('=')) rest.remove_prefix(1);
        if (rest.empty() && at + 1 == arguments.size()) {
          complain(concat("option '", word, "' needs a value"));
        }
        value = rest.empty() ? arguments[++at] : std::string(rest);
        rest = {};
      } else if (isLong && !rest.empty()) {
        complain(concat("option '", word, "' takes no value"));
      }
      uses_.push_back({option->letter, std::move(value)});
    }
  }
}

bool ToolOptions::has(char letter) const {
  return std::any_of(uses_.begin(), uses_.end(),
                     [&](const Use& use) { return use.letter == letter; });
}

std::string_view ToolOptions::value(char letter, std::string_view otherwise) const {
  for (const Use& use : uses_) {
    if (use.letter == letter) otherwise = use.value;
  }
  return otherwise;
}

}  // namespace sysmake
