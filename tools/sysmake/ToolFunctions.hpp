#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sysmake/Tools.hpp"

// The tools behind `runTool`, and what they share.
namespace sysmake {

using Arguments = std::span<const std::string>;

/// An option of a tool: `-s`, `--single`, or both; a name ending in `=` takes a value.
struct ToolOption {
  char letter;
  std::string_view name;
};

/// A tool's command line. Options may stand anywhere before `--`.
class ToolOptions {
public:
  /// Throws for an option that is not among `known`, and with `usage` for `-h`.
  ToolOptions(Arguments arguments, std::span<const ToolOption> known, std::string_view usage);

  bool has(char letter) const;
  /// The value of the option's last use, or `otherwise`.
  std::string_view value(char letter, std::string_view otherwise) const;
  Arguments operands() const { return operands_; }

private:
  struct Use {
    char letter;
    std::string value;
  };

  std::vector<Use> uses_;
  std::vector<std::string> operands_;
};

void cleanTool(ToolContext& context, Arguments arguments);
void commandsTool(ToolContext& context, Arguments arguments);
void compdbTool(ToolContext& context, Arguments arguments);
void compdbTargetsTool(ToolContext& context, Arguments arguments);
void inputsTool(ToolContext& context, Arguments arguments);
void multiInputsTool(ToolContext& context, Arguments arguments);
void queryTool(ToolContext& context, Arguments arguments);
void rulesTool(ToolContext& context, Arguments arguments);
void targetsTool(ToolContext& context, Arguments arguments);

/// The edges that make `targets` and all that they need, each after those it needs and in the order
/// of its inputs, without phony ones.
std::vector<const Edge*> edgesFor(std::span<Node* const> targets, std::size_t edgeCount);

/// What `clean` removes: everything made by the edges that are not `generator`s, or by those too.
std::vector<std::string> filesToClean(const Graph& graph, bool withGenerators);
/// What makes the target and all that it needs, the target too.
std::vector<std::string> filesToClean(const Graph& graph, std::span<const Node* const> targets);
/// What the rules of these names make.
std::vector<std::string> filesToClean(const Graph& graph, std::span<const Rule* const> rules);

}  // namespace sysmake
