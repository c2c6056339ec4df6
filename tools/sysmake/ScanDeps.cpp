// tools/sysmake/ScanDeps.cpp -- What an edge has read besides its inputs: from the journal, or from
// a depfile that is kept.
#include <algorithm>
#include <optional>
#include <span>

#include "sysmake/Canonical.hpp"
#include "sysmake/Depfile.hpp"
#include "sysmake/Deps.hpp"
#include "sysmake/Scan.hpp"

namespace sysmake {

// False if what is known of the deps of `edge` is lost or out of date: it has to run.
bool Scan::loadDeps(Edge& edge) {
  if (edge.has("deps")) return loadRecordedDeps(edge);
  const std::string depfile = edge.getUnquoted("depfile");
  return depfile.empty() || loadDepfile(edge, depfile);
}

bool Scan::loadRecordedDeps(Edge& edge) {
  const Node& output = *edge.outputs[0];
  if (!state_.deps(output, deps_)) {
    explain(output, "deps for '", output.path, "' are missing");
    return false;
  }
  const LastRun* last = state_.find(output);
  if (modified(output) > last->outputTime) {
    explain(output, "stored deps info out of date for '", output.path, "' (", last->outputTime,
            " vs ", modified(output), ")");
    return false;
  }
  addDeps(edge, deps_);
  return true;
}

bool Scan::loadDepfile(Edge& edge, const std::string& path) {
  const Node& first = *edge.outputs[0];
  std::optional<std::string> text = disk_.read(path);
  if (!text || text->empty()) {
    explain(first, "depfile '", path, "' is missing");
    return false;
  }
  const Depfile read = parseDepfile(path, *text);
  if (read.targets.empty()) throw concat(path, ": no outputs declared");
  std::vector<std::string> targets(read.targets.begin(), read.targets.end());
  for (std::string& target : targets) canonicalize(target, graph_.style());
  if (targets[0] != first.path) {
    explain(first, "expected depfile '", path, "' to mention '", first.path, "', got '", targets[0],
            "'");
    return false;
  }
  for (const std::string& target : targets) {
    const bool isMade = std::any_of(edge.outputs.begin(), edge.outputs.end(),
                                    [&](const Node* output) { return output->path == target; });
    if (isMade) continue;
    throw concat(path, ": depfile mentions '", target,
                 "' as an output, but no such output was declared");
  }
  deps_.clear();
  for (const std::string_view input : read.inputs) deps_.push_back(depNode(graph_, input));
  addDeps(edge, deps_);
  return true;
}

// Most deps are headers that nobody makes. Of those only the newest matters, so they are not put
// into the graph: that would cost more than all else that a build without changes does.
void Scan::addDeps(Edge& edge, std::span<Node* const> deps) {
  grow();
  std::vector<Node*> made;
  EdgeFacts& facts = edges_[edge.id];
  for (Node* dep : deps) {
    if (dep->producer != nullptr || expandsDeps_) {
      made.push_back(dep);
      continue;
    }
    enter(*dep);
    if (isDirty(*dep)) {
      explain(*edge.outputs[0], dep->path, " is dirty");
      facts.hasDirtyLeaf = true;
    } else {
      useNewest(facts.newestLeaf, dep);
    }
  }
  graph_.addImplicitInputs(&edge, made);
}

}  // namespace sysmake
