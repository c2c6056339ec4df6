// tools/sysmake/TargetsTool.cpp -- `-t targets`, `-t query` and `-t rules`: what is in the graph.
#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "sysmake/Concat.hpp"
#include "sysmake/Dyndep.hpp"
#include "sysmake/Suggest.hpp"
#include "sysmake/Targets.hpp"
#include "sysmake/ToolFunctions.hpp"

namespace sysmake {
namespace {

void addLine(ToolContext& context, std::string_view indent, std::string_view text) {
  context.output.append(indent).append(text).push_back('\n');
}

void listAll(ToolContext& context) {
  for (const Edge* edge : context.graph.edges()) {
    for (const Node* output : edge->outputs) {
      addLine(context, "", concat(output->path, ": ", edge->rule->name));
    }
  }
}

/// The inputs that nothing makes, as often as they are used.
void listSources(ToolContext& context) {
  for (const Edge* edge : context.graph.edges()) {
    for (const Node* input : edge->inputs) {
      if (input->producer == nullptr) addLine(context, "", input->path);
    }
  }
}

void listByRule(ToolContext& context, std::string_view rule) {
  std::set<std::string_view> paths;
  for (const Edge* edge : context.graph.edges()) {
    if (edge->rule->name != rule) continue;
    for (const Node* output : edge->outputs) paths.insert(output->path);
  }
  for (std::string_view path : paths) addLine(context, "", path);
}

/// The roots, what they are made of, and so on, `depth` levels of it; 0 for all.
void listByDepth(ToolContext& context, std::size_t depth) {
  struct Level {
    std::span<Node* const> nodes;
    std::size_t next = 0;
  };
  std::vector<Node*> roots = context.graph.roots();
  if (depth == 0) {
    for (const Node* root : roots) {
      std::string cycle = context.graph.findCycle(root);
      if (!cycle.empty()) throw concat("dependency cycle: ", cycle);
    }
  }
  std::vector<Level> levels = {{roots}};
  while (!levels.empty()) {
    Level& level = levels.back();
    if (level.next == level.nodes.size()) {
      levels.pop_back();
      continue;
    }
    const Node* node = level.nodes[level.next++];
    std::string indent((levels.size() - 1) * 2, ' ');
    if (node->producer == nullptr) {
      addLine(context, indent, node->path);
      continue;
    }
    addLine(context, indent, concat(node->path, ": ", node->producer->rule->name));
    if (depth == 0 || levels.size() < depth) levels.push_back({node->producer->inputs.span()});
  }
}

/// The number that `text` begins with, as atoi has it; what is below 0 means no limit either.
std::size_t depthOf(std::string_view text) {
  int depth = 0;
  std::from_chars(text.data(), text.data() + text.size(), depth);
  return depth > 0 ? static_cast<std::size_t>(depth) : 0;
}

std::string_view labelOf(const Edge& edge, std::size_t input) {
  if (input >= edge.inputs.size() - edge.orderOnlyInputs) return "|| ";
  if (input >= edge.inputs.size() - edge.orderOnlyInputs - edge.implicitInputs) return "| ";
  return "";
}

void describeProducer(ToolContext& context, const Edge& edge) {
  if (edge.dyndep != nullptr && edge.dyndep->dyndepPending) {
    try {
      loadDyndep(context.graph, *edge.dyndep);
    } catch (const std::string& problem) {
      context.warnings.push_back(problem);
    }
  }
  addLine(context, "  input: ", edge.rule->name);
  for (std::size_t at = 0; at < edge.inputs.size(); ++at) {
    addLine(context, "    ", concat(labelOf(edge, at), edge.inputs[at]->path));
  }
  if (edge.validations.empty()) return;
  addLine(context, "  validations:", "");
  for (const Node* validation : edge.validations) addLine(context, "    ", validation->path);
}

void listOutputs(ToolContext& context, const ArenaList<Edge*>& edges) {
  for (const Edge* edge : edges) {
    for (const Node* output : edge->outputs) addLine(context, "    ", output->path);
  }
}

}  // namespace

void targetsTool(ToolContext& context, Arguments arguments) {
  if (arguments.empty()) return listByDepth(context, 1);
  const std::string& mode = arguments[0];
  if (mode == "rule") {
    if (arguments.size() > 1 && !arguments[1].empty()) return listByRule(context, arguments[1]);
    return listSources(context);
  }
  if (mode == "depth")
    return listByDepth(context, arguments.size() > 1 ? depthOf(arguments[1]) : 1);
  if (mode == "all") return listAll(context);
  constexpr std::array<std::string_view, 3> kModes = {"rule", "depth", "all"};
  throw concat("unknown target tool mode '", mode, "'", didYouMean(closest(mode, kModes)));
}

void queryTool(ToolContext& context, Arguments arguments) {
  if (arguments.empty()) throw std::string("expected a target to query");
  for (const std::string& argument : arguments) {
    const Node* node = findTarget(context.graph, argument);
    addLine(context, node->path, ":");
    if (node->producer != nullptr) describeProducer(context, *node->producer);
    addLine(context, "  outputs:", "");
    listOutputs(context, node->users);
    if (node->validators.empty()) continue;
    addLine(context, "  validation for:", "");
    listOutputs(context, node->validators);
  }
}

void rulesTool(ToolContext& context, Arguments arguments) {
  constexpr std::array<ToolOption, 1> kOptions = {{{'d', "description"}}};
  ToolOptions options(arguments, kOptions,
                      "usage: sysmake -t rules [options]\n\n"
                      "options:\n"
                      "  -d     also print the description of the rule\n"
                      "  -h     print this message");
  std::vector<const Rule*> rules;
  for (const auto& [name, rule] : context.graph.rootScope().rules()) rules.push_back(rule);
  std::sort(rules.begin(), rules.end(),
            [](const Rule* left, const Rule* right) { return left->name < right->name; });
  for (const Rule* rule : rules) {
    context.output.append(rule->name);
    const RuleBinding* description = options.has('d') ? rule->find("description") : nullptr;
    if (description != nullptr) {
      context.output.append(": ");
      for (const TextPiece& piece : description->value) {
        context.output.append(piece.isVariable ? concat("${", piece.text, "}")
                                               : std::string(piece.text));
      }
    }
    context.output.push_back('\n');
  }
}

}  // namespace sysmake
