// tools/sysmake/StateTools.cpp -- `-t deps`, `-t cleandead` and those that CMake calls after it has
// written a manifest.
#include "sysmake/StateTools.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "sysmake/Concat.hpp"
#include "sysmake/Disk.hpp"
#include "sysmake/Targets.hpp"
#include "sysmake/ToolFunctions.hpp"

namespace sysmake {

namespace {

using StateTool = void (*)(State& state, ToolContext& context, Arguments arguments);

void printDeps(State& state, const Node& output, ToolContext& context) {
  std::vector<Node*> deps;
  if (!state.deps(output, deps)) {
    context.output += concat(output.path, ": deps not found\n");
    return;
  }
  const FileTicks recorded = state.find(output)->outputTime;
  const FileTicks now = Disk::host().modified(output.path);
  context.output += concat(output.path, ": #deps ", deps.size(), ", deps mtime ", recorded,
                           now == 0 || now > recorded ? " (STALE)\n" : " (VALID)\n");
  for (const Node* dep : deps) context.output += concat("    ", dep->path, "\n");
  context.output += "\n";
}

void depsTool(State& state, ToolContext& context, Arguments arguments) {
  if (!arguments.empty()) {
    for (const Node* target : findTargets(context.graph, arguments)) {
      printDeps(state, *target, context);
    }
    return;
  }
  for (const std::string_view output : state.outputs()) {
    const Node* node = context.graph.find(output);
    if (node == nullptr || node->producer == nullptr) continue;
    const LastRun* last = state.find(*node);
    if (last != nullptr && last->hasDeps) printDeps(state, *node, context);
  }
}

void cleanDeadTool(State& state, ToolContext& context, Arguments) {
  std::vector<std::string> files;
  for (const std::string_view output : state.outputs()) {
    const Node* node = context.graph.find(output);
    const bool isUsed = node != nullptr && (node->producer != nullptr || !node->users.empty());
    if (!isUsed) files.emplace_back(output);
  }
  removeFiles(files, context);
}

void recompactTool(State& state, ToolContext& context, Arguments) {
  if (context.isDryRun) return;
  state.compact([](std::string_view output) { return Disk::host().modified(output) != 0; });
}

void restatTool(State& state, ToolContext& context, Arguments arguments) {
  constexpr std::array<ToolOption, 1> kOptions = {{{'b', "builddir="}}};
  const ToolOptions options(arguments, kOptions,
                            "usage: sysmake -t restat [--builddir=DIR] [outputs]\n\n"
                            "The directory is accepted for Ninja's sake: the manifest names it.\n");
  if (!context.isDryRun) state.restat(options.operands(), Disk::host().modified);
}

constexpr std::array<ToolInfo, 4> kStateTools = {{
    {"deps", "show dependencies stored in the deps log"},
    {"cleandead", "clean built files that are no longer produced by the manifest"},
    {"recompact", "recompacts ninja-internal data structures"},
    {"restat", "restats all outputs in the build log"},
}};

// In the order of kStateTools.
constexpr std::array<StateTool, kStateTools.size()> kStateFunctions = {depsTool, cleanDeadTool,
                                                                       recompactTool, restatTool};

}  // namespace

std::span<const ToolInfo> stateTools() { return kStateTools; }

bool runStateTool(std::string_view name, std::span<const std::string> arguments, State& state,
                  ToolContext& context) {
  const auto tool = std::find_if(kStateTools.begin(), kStateTools.end(),
                                 [&](const ToolInfo& known) { return known.name == name; });
  if (tool == kStateTools.end()) return false;
  kStateFunctions[static_cast<std::size_t>(tool - kStateTools.begin())](state, context, arguments);
  return true;
}

}  // namespace sysmake
