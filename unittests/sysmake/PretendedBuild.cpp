// unittests/sysmake/PretendedBuild.cpp -- The scan and the plan without processes.
#include "PretendedBuild.hpp"

#include <algorithm>
#include <utility>

#include "sysmake/Deps.hpp"
#include "sysmake/Dyndep.hpp"
#include "sysmake/Manifest.hpp"
#include "sysmake/Targets.hpp"

namespace sysmake {

PretendedBuild::PretendedBuild(std::string text) : manifest(std::move(text)) {}

std::vector<std::string> PretendedBuild::build(std::vector<std::string> targets) {
  plan_.reset();
  scan_.reset();
  state_.reset();
  explanations_ = {};
  graph_ = std::make_unique<Graph>(PathStyle::Posix);
  const auto read = [this](std::string_view path) -> std::optional<std::string> {
    const auto found = contents.find(path);
    if (found == contents.end()) return std::nullopt;
    return found->second;
  };
  parseManifest(*graph_, "build.ninja", manifest, read);
  state_.emplace(*graph_, tree_ / "state");
  state_->load();
  const Disk disk{[this](std::string_view path) {
                    const auto found = times.find(path);
                    return found == times.end() ? 0 : found->second;
                  },
                  read};
  scan_.emplace(
      *graph_, *state_, disk, [&](Node& file) { loadDyndep(*graph_, file, read); }, &explanations_);
  plan_.emplace(*graph_, *scan_, *state_);
  plan_->onDyndepMade = [&](Node& file) {
    const std::vector<Edge*> edges = loadDyndep(*graph_, file, read);
    scan_->grow();
    plan_->dyndepLoaded(file, edges);
  };

  std::vector<std::string> ran;
  try {
    for (Node* target : findTargets(*graph_, targets)) {
      std::vector<Node*> validations;
      scan_->visitAll(*target, validations);
      if (target->producer == nullptr || !scan_->isReady(*target->producer)) plan_->add(*target);
      plan_->addValidations(validations);
    }
    plan_->prepare();
    while (plan_->hasMoreToDo()) {
      Edge* edge = plan_->next();
      if (edge == nullptr) return {"stuck"};
      if (!edge->isPhony()) {
        ran.emplace_back(edge->outputs[0]->path);
        runEdge(*edge);
      }
      plan_->finish(*edge, true);
    }
  } catch (const std::string& error) {
    ran.insert(ran.begin(), error);
  }
  return ran;
}

void PretendedBuild::runEdge(Edge& edge) {
  LastRun run;
  run.commandHash = Scan::commandHash(edge);
  run.seen = now_;
  run.startedMs = 10;
  run.endedMs = 20;
  bool wasCleaned = false;
  for (Node* output : edge.outputs) {
    const std::string path(output->path);
    if (!leavesAlone[path]) touch(path);
    if (!edge.has("restat") || times[path] != scan_->modified(*output)) continue;
    plan_->clean(*output);
    wasCleaned = true;
  }
  const bool goesByOutputs = edge.has("restat") || edge.has("generator");
  if (goesByOutputs && !wasCleaned) {
    for (const Node* output : edge.outputs) {
      run.seen = std::max(run.seen, times[std::string(output->path)]);
    }
  }
  std::vector<Node*> read;
  run.hasDeps = edge.has("deps");
  if (run.hasDeps) {
    for (const std::string& dep : deps[std::string(edge.outputs[0]->path)]) {
      read.push_back(depNode(*graph_, graph_->keep(dep)));
    }
    scan_->grow();
    run.outputTime = times[std::string(edge.outputs[0]->path)];
  }
  state_->record(edge, run, read);
}

std::vector<std::string> PretendedBuild::reasons(const std::string& output) const {
  return explanations_.of(*graph_->find(output)->producer);
}

}  // namespace sysmake
