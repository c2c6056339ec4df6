// tools/sysmake/Scan.cpp -- Ninja's rules for what is out of date, without its recursion: a chain
// of a million edges takes no stack.
#include "sysmake/Scan.hpp"

#include <algorithm>
#include <deque>
#include <utility>

namespace sysmake {

Scan::Scan(Graph& graph, State& state, Disk disk, LoadDyndep loadDyndep, Explanations* explanations)
    : graph_(graph),
      state_(state),
      disk_(std::move(disk)),
      loadDyndep_(std::move(loadDyndep)),
      explanations_(explanations),
      expandsDeps_(std::any_of(graph.nodes().begin(), graph.nodes().end(),
                               [](const Node* node) { return node->dyndepPending; })) {
  grow();
}

void Scan::grow() {
  if (nodes_.size() < graph_.nodes().size()) nodes_.resize(graph_.nodes().size());
  if (edges_.size() < graph_.edges().size()) edges_.resize(graph_.edges().size());
}

Scan::NodeFacts& Scan::look(const Node& node) {
  if (node.id >= nodes_.size()) grow();
  NodeFacts& facts = nodes_[node.id];
  if (facts.isKnown) return facts;
  facts.modified = disk_.modified(node.path);
  facts.exists = facts.modified != 0;
  facts.isKnown = true;
  return facts;
}

FileTicks Scan::modified(const Node& node) { return look(node).modified; }

void Scan::setDirty(const Node& node, bool isDirty) { nodes_[node.id].isDirty = isDirty; }

bool Scan::isVisited(const Edge& edge) const { return edges_[edge.id].mark != Mark::New; }

void Scan::unvisit(const Edge& edge) {
  edges_[edge.id].mark = Mark::New;
  edges_[edge.id].readyInputs = 0;
}

// Ready edges stay ready, so what was found so is not asked again: an edge with a hundred thousand
// inputs is asked each time one of them is made.
bool Scan::hasReadyInputs(const Edge& edge) {
  std::uint32_t& ready = edges_[edge.id].readyInputs;
  for (; ready < edge.inputs.size(); ++ready) {
    const Edge* producer = edge.inputs[ready]->producer;
    if (producer != nullptr && !isReady(*producer)) return false;
  }
  return true;
}

std::uint64_t Scan::commandHash(const Edge& edge) {
  return hashCommand(edge.commandWithResponseFile());
}

void Scan::visitAll(Node& target, std::vector<Node*>& validations) {
  std::deque<Node*> waiting{&target};
  std::vector<Node*> met;
  while (!waiting.empty()) {
    Node* node = waiting.front();
    waiting.pop_front();
    met.clear();
    visit(*node, met);
    waiting.insert(waiting.end(), met.begin(), met.end());
    validations.insert(validations.end(), met.begin(), met.end());
  }
}

void Scan::visit(Node& target, std::vector<Node*>& validations) {
  stack_.clear();
  enter(target);
  while (!stack_.empty()) advance(validations);
}

// True if there is something to do for `node`'s edge first: it is on the stack then.
bool Scan::enter(Node& node) {
  if (node.producer == nullptr) {
    if (node.id < nodes_.size() && nodes_[node.id].isKnown) return false;
    NodeFacts& facts = look(node);
    if (!facts.exists) explain(node, node.path, " has no in-edge and is missing");
    facts.isDirty = !facts.exists;
    return false;
  }
  EdgeFacts& facts = edges_[node.producer->id];
  if (facts.mark == Mark::Done) return false;
  if (facts.mark == Mark::OnStack) failCircle(node);
  facts.mark = Mark::OnStack;
  facts.isReady = true;
  facts.lacksDeps = false;
  stack_.push_back({node.producer, &node});
  return true;
}

void Scan::failCircle(Node& node) const {
  auto start = std::find_if(stack_.begin(), stack_.end(),
                            [&](const Frame& frame) { return frame.edge == node.producer; });
  // The circle is told as it is closed, by this output of its first edge.
  std::string text = concat("dependency cycle: ", node.path);
  for (auto frame = start + 1; frame != stack_.end(); ++frame) {
    text += concat(" -> ", frame->node->path);
  }
  text += concat(" -> ", node.path);
  if (start + 1 == stack_.end() && node.producer->isPhony()) {
    text += concat(" [-w phonycycle=err]");
  }
  throw text;
}

void Scan::advance(std::vector<Node*>& validations) {
  Frame& frame = stack_.back();
  Edge& edge = *frame.edge;
  if (frame.step == Frame::Step::Dyndep) {
    frame.step = Frame::Step::Load;
    const bool isPending = !edge.depsLoaded && edge.dyndep != nullptr && edge.dyndep->dyndepPending;
    if (isPending && enter(*edge.dyndep)) return;
  }
  if (frame.step == Frame::Step::Load) {
    frame.step = Frame::Step::Inputs;
    load(frame, validations);
  }
  for (; frame.next < edge.inputs.size(); ++frame.next) {
    Node& input = *edge.inputs[frame.next];
    if (enter(input)) return;  // The frame may have moved.
    account(frame, frame.next);
  }
  finish();
}

// First encounter with an edge: all that is known of its inputs and outputs is made part of it.
void Scan::load(Frame& frame, std::vector<Node*>& validations) {
  Edge& edge = *frame.edge;
  // A dyndep file that is still to be made is an input, so the edge cannot run before it is loaded.
  Node* dyndep = edge.dyndep;
  if (!edge.depsLoaded && dyndep != nullptr && dyndep->dyndepPending) {
    if (dyndep->producer == nullptr || isReady(*dyndep->producer)) {
      loadDyndep_(*dyndep);
      grow();
    }
  }
  for (const Node* output : edge.outputs) look(*output);
  if (!edge.depsLoaded) {
    edge.depsLoaded = true;
    if (!loadDeps(edge)) frame.isDirty = edges_[edge.id].lacksDeps = true;
  }
  validations.insert(validations.end(), edge.validations.begin(), edge.validations.end());
}

void Scan::useNewest(Node*& newest, Node* other) const {
  if (newest == nullptr || nodes_[other->id].modified > nodes_[newest->id].modified) newest = other;
}

void Scan::account(Frame& frame, std::size_t index) {
  const Edge& edge = *frame.edge;
  Node* input = edge.inputs[index];
  if (input->producer != nullptr && !isReady(*input->producer)) edges_[edge.id].isReady = false;
  if (index >= edge.inputs.size() - edge.orderOnlyInputs) return;
  if (isDirty(*input)) {
    explain(*frame.node, input->path, " is dirty");
    frame.isDirty = true;
    return;
  }
  useNewest(frame.newest, input);
}

void Scan::finish() {
  Frame frame = stack_.back();
  stack_.pop_back();
  Edge& edge = *frame.edge;
  EdgeFacts& facts = edges_[edge.id];
  if (facts.hasDirtyLeaf) frame.isDirty = true;
  if (facts.newestLeaf != nullptr) useNewest(frame.newest, facts.newestLeaf);

  std::uint64_t hash = 0;
  for (Node* output : edge.outputs) {
    if (frame.isDirty) break;
    frame.isDirty = isOutputDirty(edge, frame.newest, *output, hash);
  }
  if (frame.isDirty) {
    for (const Node* output : edge.outputs) nodes_[output->id].isDirty = true;
    // A phony edge without inputs has nothing to do, so nobody waits for it.
    if (!edge.isPhony() || !edge.inputs.empty()) facts.isReady = false;
  }
  facts.mark = Mark::Done;
}

bool Scan::hasDirtyInputs(const Edge& edge) const {
  if (edges_[edge.id].hasDirtyLeaf) return true;
  const std::span<Node* const> inputs = edge.dirtyingInputs();
  return std::any_of(inputs.begin(), inputs.end(),
                     [this](const Node* input) { return isDirty(*input); });
}

bool Scan::lacksOutputs(const Edge& edge) const {
  return std::any_of(edge.outputs.begin(), edge.outputs.end(),
                     [this](const Node* output) { return !nodes_[output->id].exists; });
}

bool Scan::areOutputsDirty(const Edge& edge) {
  Node* newest = edges_[edge.id].newestLeaf;
  for (Node* input : edge.dirtyingInputs()) useNewest(newest, input);
  std::uint64_t hash = 0;
  return std::any_of(edge.outputs.begin(), edge.outputs.end(),
                     [&](Node* output) { return isOutputDirty(edge, newest, *output, hash); });
}

// `hash` is that of the edge's command once it was needed, else 0.
bool Scan::isOutputDirty(const Edge& edge, const Node* newest, Node& output, std::uint64_t& hash) {
  NodeFacts& facts = look(output);
  const FileTicks newestTime = newest == nullptr ? 0 : nodes_[newest->id].modified;
  if (edge.isPhony()) {
    if (edge.inputs.empty() && !facts.exists) {
      explain(output, "output ", output.path, " of phony edge with no inputs doesn't exist");
      return true;
    }
    // What uses an alias compares with what the alias stands for.
    if (!facts.exists) facts.modified = std::max(facts.modified, newestTime);
    return false;
  }
  if (!facts.exists) {
    explain(output, "output ", output.path, " doesn't exist");
    return true;
  }

  const LastRun* last = state_.find(output);
  // A restat edge may have left its output alone, whose age then means nothing.
  const bool goesByRecord = last != nullptr && edge.has("restat");
  if (!goesByRecord && newest != nullptr && facts.modified < newestTime) {
    explain(output, "output ", output.path, " older than most recent input ", newest->path, " (",
            facts.modified, " vs ", newestTime, ")");
    return true;
  }
  if (last == nullptr) {
    if (edge.has("generator")) return false;
    explain(output, "command line not found in log for ", output.path);
    return true;
  }
  if (!edge.has("generator")) {
    if (hash == 0) hash = commandHash(edge);
    if (hash != last->commandHash) {
      explain(output, "command line changed for ", output.path);
      return true;
    }
  }
  // The input may have changed while the edge ran, or a run that failed may have written the
  // output.
  if (newest != nullptr && last->seen < newestTime) {
    explain(output, "recorded mtime of ", output.path, " older than most recent input ",
            newest->path, " (", last->seen, " vs ", newestTime, ")");
    return true;
  }
  return false;
}

}  // namespace sysmake
