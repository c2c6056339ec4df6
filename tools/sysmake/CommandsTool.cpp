// tools/sysmake/CommandsTool.cpp -- `-t commands`, `-t inputs` and `-t multi-inputs`: what a target
// needs.
#include <algorithm>
#include <array>

#include "sysmake/Concat.hpp"
#include "sysmake/Quote.hpp"
#include "sysmake/Targets.hpp"
#include "sysmake/ToolFunctions.hpp"

namespace sysmake {
namespace {

/// The files that `targets` need, each once, those of an edge before what is made of them. Phony
/// ones are not files.
std::vector<const Node*> inputsOf(std::span<Node* const> targets, std::size_t nodeCount) {
  struct Visit {
    const Node* node;
    std::size_t next;
  };
  std::vector<const Node*> inputs;
  std::vector<bool> seen(nodeCount);
  std::vector<Visit> stack;
  for (const Node* target : targets) {
    stack.push_back({target, 0});
    while (!stack.empty()) {
      Visit& visit = stack.back();
      const Edge* edge = visit.node->producer;
      if (edge != nullptr && visit.next < edge->inputs.size()) {
        const Node* input = edge->inputs[visit.next++];
        if (seen[input->id]) continue;
        seen[input->id] = true;
        stack.push_back({input, 0});
        continue;
      }
      const Node* done = visit.node;
      stack.pop_back();
      // What is left on the stack then is the target itself.
      if (!stack.empty() && (edge == nullptr || !edge->isPhony())) inputs.push_back(done);
    }
  }
  return inputs;
}

std::string quotedPath(const Node& node, PathStyle style) {
  std::string result;
  appendQuoted(result, node.spelled(), style);
  return result;
}

}  // namespace

std::vector<const Edge*> edgesFor(std::span<Node* const> targets, std::size_t edgeCount) {
  struct Visit {
    const Edge* edge;
    std::size_t next;
  };
  std::vector<const Edge*> edges;
  std::vector<bool> seen(edgeCount);
  std::vector<Visit> stack;
  auto enter = [&](const Node* node) {
    const Edge* edge = node->producer;
    if (edge == nullptr || seen[edge->id]) return;
    seen[edge->id] = true;
    stack.push_back({edge, 0});
  };
  for (const Node* target : targets) {
    enter(target);
    while (!stack.empty()) {
      Visit& visit = stack.back();
      const Edge* edge = visit.edge;
      if (visit.next < edge->inputs.size()) {
        enter(edge->inputs[visit.next++]);
        continue;
      }
      if (!edge->isPhony()) edges.push_back(edge);
      stack.pop_back();
    }
  }
  return edges;
}

void commandsTool(ToolContext& context, Arguments arguments) {
  constexpr std::array<ToolOption, 1> kOptions = {{{'s', "single"}}};
  ToolOptions options(arguments, kOptions,
                      "usage: sysmake -t commands [options] [targets]\n\n"
                      "options:\n"
                      "  -s     only print the final command to build [target], not the whole "
                      "chain");
  std::vector<Node*> targets = findTargets(context.graph, options.operands());
  std::vector<const Edge*> edges;
  if (options.has('s')) {
    for (const Node* target : targets) {
      const Edge* edge = target->producer;
      if (edge == nullptr || edge->isPhony()) continue;
      if (std::find(edges.begin(), edges.end(), edge) == edges.end()) edges.push_back(edge);
    }
  } else {
    edges = edgesFor(targets, context.graph.edges().size());
  }
  for (const Edge* edge : edges) context.output.append(edge->command()).push_back('\n');
}

void inputsTool(ToolContext& context, Arguments arguments) {
  constexpr std::array<ToolOption, 3> kOptions = {
      {{'0', "print0"}, {'E', "no-shell-escape"}, {'d', "dependency-order"}}};
  ToolOptions options(arguments, kOptions,
                      "usage: sysmake -t inputs [options] [targets]\n\n"
                      "List all inputs used to build a set of targets, sorted and quoted for the "
                      "shell.\n\n"
                      "options:\n"
                      "  -h, --help              print this message\n"
                      "  -0, --print0            end each path with a NUL instead of a newline\n"
                      "  -E, --no-shell-escape   print the paths as they are\n"
                      "  -d, --dependency-order  sort by dependency, not by name");
  std::vector<Node*> targets = findTargets(context.graph, options.operands());
  std::vector<std::string> paths;
  for (const Node* input : inputsOf(targets, context.graph.nodes().size())) {
    paths.push_back(options.has('E') ? input->spelled()
                                     : quotedPath(*input, context.graph.style()));
  }
  if (!options.has('d')) std::sort(paths.begin(), paths.end());
  char terminator = options.has('0') ? '\0' : '\n';
  for (const std::string& path : paths) context.output.append(path).push_back(terminator);
}

void multiInputsTool(ToolContext& context, Arguments arguments) {
  constexpr std::array<ToolOption, 2> kOptions = {{{'d', "delimiter="}, {'0', "print0"}}};
  ToolOptions options(arguments, kOptions,
                      "usage: sysmake -t multi-inputs [options] [targets]\n\n"
                      "For each target its inputs, one a line: <target><delimiter><input>\n\n"
                      "options:\n"
                      "  -h, --help             print this message\n"
                      "  -d, --delimiter=DELIM  what stands between the two [a tab]\n"
                      "  -0, --print0           end each pair with a NUL instead of a newline");
  char terminator = options.has('0') ? '\0' : '\n';
  for (Node* target : findTargets(context.graph, options.operands())) {
    for (const Node* input : inputsOf({&target, 1}, context.graph.nodes().size())) {
      context.output.append(target->path).append(options.value('d', "\t"));
      context.output.append(input->spelled()).push_back(terminator);
    }
  }
}

}  // namespace sysmake
