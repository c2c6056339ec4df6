#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sysmake/Graph.hpp"

// The tools of `-t` that need no more than the graph.
namespace sysmake {

struct ToolContext {
  Graph& graph;
  std::string directory;  // The current one, for the compilation database.
  bool isVerbose = false;
  bool isQuiet = false;
  bool isDryRun = false;

  std::string output{};                 // For the standard output.
  std::vector<std::string> warnings{};  // For the error output; what was done is complete.
  std::vector<std::string> errors{};    // The same; something could not be done.
  int exitCode = 0;
};

struct ToolInfo {
  std::string_view name;
  std::string_view description;
};

/// The tools that `runTool` knows, as `-t list` shows them.
std::span<const ToolInfo> tools();

/// Runs a tool; false if there is none of that name. Throws what keeps it from doing anything
/// useful, such as an unknown target; the exit code is 1 then.
bool runTool(std::string_view name, std::span<const std::string> arguments, ToolContext& context);

/// Removes the files, counts and, if asked to be verbose, names those that were there: the second
/// half of `clean`. What cannot be removed is an error in the context, and the rest goes on.
void removeFiles(std::span<const std::string> files, ToolContext& context);

}  // namespace sysmake
