// tools/sysmake/CleanTool.cpp -- `-t clean`: first what there is to remove, then removing it.
#include <absl/container/flat_hash_set.h>

#include <array>

#include "sys/File.hpp"
#include "sys/FileStatus.hpp"
#include "sysmake/Concat.hpp"
#include "sysmake/Dyndep.hpp"
#include "sysmake/Targets.hpp"
#include "sysmake/ToolFunctions.hpp"

namespace sysmake {
namespace {

/// Paths in the order they were added, each once.
class PathSet {
public:
  void add(std::string path) {
    if (!path.empty() && seen_.insert(path).second) paths_.push_back(std::move(path));
  }

  /// What running the edge leaves behind beside its outputs.
  void addByproducts(const Edge& edge) {
    add(edge.getUnquoted("depfile"));
    add(edge.getUnquoted("rspfile"));
  }

  void addAll(const Edge& edge) {
    for (const Node* output : edge.outputs) add(std::string(output->path));
    addByproducts(edge);
  }

  std::vector<std::string> take() { return std::move(paths_); }

private:
  absl::flat_hash_set<std::string> seen_;
  std::vector<std::string> paths_;
};

/// Lets the edges know their outputs as far as dyndep files can tell; one that is missing or wrong
/// cannot, and cleaning goes on.
void loadDyndeps(Graph& graph) {
  for (const Edge* edge : graph.edges()) {
    if (edge->dyndep == nullptr || !edge->dyndep->dyndepPending) continue;
    try {
      loadDyndep(graph, *edge->dyndep);
    } catch (const std::string&) {
    }
  }
}

bool removeOne(const std::string& file, bool isDryRun) {
  if (isDryRun) return sys::FileStatus::ofLink(file).has_value();
  return sys::File::remove(file);
}

}  // namespace

std::vector<std::string> filesToClean(const Graph& graph, bool withGenerators) {
  PathSet files;
  for (const Edge* edge : graph.edges()) {
    if (edge->isPhony() || (!withGenerators && edge->has("generator"))) continue;
    files.addAll(*edge);
  }
  return files.take();
}

std::vector<std::string> filesToClean(const Graph& graph, std::span<const Node* const> targets) {
  PathSet files;
  std::vector<bool> seen(graph.nodes().size());
  // A stack, filled from behind, so that the files come in the order of the inputs.
  std::vector<const Node*> pending(targets.rbegin(), targets.rend());
  while (!pending.empty()) {
    const Node* node = pending.back();
    pending.pop_back();
    const Edge* edge = node->producer;
    if (edge == nullptr || seen[node->id]) continue;
    seen[node->id] = true;
    if (!edge->isPhony()) {
      files.add(std::string(node->path));
      files.addByproducts(*edge);
    }
    for (std::size_t at = edge->inputs.size(); at-- > 0;) pending.push_back(edge->inputs[at]);
  }
  return files.take();
}

std::vector<std::string> filesToClean(const Graph& graph, std::span<const Rule* const> rules) {
  PathSet files;
  for (const Rule* rule : rules) {
    for (const Edge* edge : graph.edges()) {
      if (edge->rule->name == rule->name) files.addAll(*edge);
    }
  }
  return files.take();
}

void removeFiles(std::span<const std::string> files, ToolContext& context) {
  std::size_t count = 0;
  if (!context.isQuiet) context.output.append(context.isVerbose ? "Cleaning...\n" : "Cleaning... ");
  for (const std::string& file : files) {
    try {
      if (!removeOne(file, context.isDryRun)) continue;
    } catch (const std::string& problem) {
      context.errors.push_back(problem);
      context.exitCode = 1;
      continue;
    }
    ++count;
    if (context.isVerbose) context.output.append(concat("Remove ", file, "\n"));
  }
  if (!context.isQuiet) context.output.append(concat(count, " files.\n"));
}

void cleanTool(ToolContext& context, Arguments arguments) {
  constexpr std::array<ToolOption, 2> kOptions = {{{'g', "generator"}, {'r', "rules"}}};
  ToolOptions options(arguments, kOptions,
                      "usage: sysmake -t clean [options] [targets]\n\n"
                      "options:\n"
                      "  -g     also clean files marked as ninja generator output\n"
                      "  -r     interpret targets as a list of rules to clean instead");
  Graph& graph = context.graph;
  if (options.has('r') && options.operands().empty()) {
    throw std::string("expected a rule to clean");
  }
  loadDyndeps(graph);
  if (options.operands().empty()) {
    return removeFiles(filesToClean(graph, options.has('g')), context);
  }

  std::vector<const Node*> targets;
  std::vector<const Rule*> rules;
  auto complain = [&](std::string problem) {
    context.errors.push_back(std::move(problem));
    context.exitCode = 1;
  };
  for (const std::string& name : options.operands()) {
    if (!options.has('r')) {
      try {
        targets.push_back(findTarget(graph, name));
      } catch (const std::string& problem) {
        complain(problem);
      }
    } else if (const Rule* rule = graph.rootScope().findRule(name)) {
      rules.push_back(rule);
    } else {
      complain(concat("unknown rule '", name, "'"));
    }
  }
  removeFiles(options.has('r') ? filesToClean(graph, rules) : filesToClean(graph, targets),
              context);
}

}  // namespace sysmake
