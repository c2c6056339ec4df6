// tools/sysmake/Plan.cpp -- An edge runs when the producers of its inputs are through; of those
// that may run, the one with the longest chain of work behind it goes first.
#include "sysmake/Plan.hpp"

#include <algorithm>

#include "sysmake/Concat.hpp"

namespace sysmake {

Plan::Plan(Graph& graph, Scan& scan, const State& state)
    : graph_(graph),
      scan_(scan),
      state_(state),
      wants_(graph.edges().size()),
      weights_(graph.edges().size()),
      pools_(graph.pools().size()) {}

void Plan::add(Node& target) {
  targets_.push_back(&target);
  addAll(target, nullptr, nullptr);
}

void Plan::addValidations(std::span<Node* const> validations) {
  for (Node* node : validations) {
    if (node->producer != nullptr && !scan_.isReady(*node->producer)) add(*node);
  }
}

// Plans `target`, which `user` needs, and what it needs. With `walked`, what is met and not under
// way already is added to it.
void Plan::addAll(Node& target, const Node* user, std::vector<Edge*>* walked) {
  struct Need {
    Node* node;
    const Node* user;
  };
  std::vector<Need> waiting{{&target, user}};
  while (!waiting.empty()) {
    const Need need = waiting.back();
    waiting.pop_back();
    Edge* edge = need.node->producer;
    if (edge == nullptr) {
      // A file that only a depfile told of may be gone: the edge will tell whether it needs it.
      if (!scan_.isDirty(*need.node) || need.node->fromDepfile) continue;
      const std::string by =
          need.user == nullptr ? "" : concat(", needed by '", need.user->path, "',");
      throw concat("'", need.node->path, "'", by, " missing and no known rule to make it");
    }
    if (scan_.isReady(*edge)) continue;

    Want& planned = wants_[edge->id];
    const bool isNew = planned == Want::Unplanned;
    if (isNew) planned = Want::Nothing;
    if (walked != nullptr && planned == Want::Finish) continue;
    if (planned == Want::Nothing && scan_.isDirty(*need.node)) want(*edge);
    if (walked != nullptr) walked->push_back(edge);
    if (!isNew) continue;
    for (std::size_t i = edge->inputs.size(); i-- > 0;) {
      waiting.push_back({edge->inputs[i], need.node});
    }
  }
}

void Plan::want(Edge& edge) {
  wants_[edge.id] = Want::Start;
  ++wanted_;
  if (!edge.isPhony()) ++commands_;
}

void Plan::prepare() {
  rank();
  for (Edge* edge : graph_.edges()) {
    if (wants_[edge->id] != Want::Start || !scan_.hasReadyInputs(*edge)) continue;
    wants_[edge->id] = Want::Finish;
    push(edge->pool->depth == 0 ? ready_ : pools_[edge->pool->id].delayed, *edge);
  }
  // Only now: the first places belong to the weightiest, not to the first.
  for (const Pool* pool : graph_.pools()) release(*pool);
}

Edge* Plan::next() { return ready_.empty() ? nullptr : pop(ready_); }

// The order of the heaps: their top is the weightiest, the first in the manifest of two equal ones.
auto Plan::later() const {
  return [this](const Edge* left, const Edge* right) {
    const std::int64_t difference = weights_[left->id] - weights_[right->id];
    return difference != 0 ? difference < 0 : left->id > right->id;
  };
}

void Plan::push(std::vector<Edge*>& heap, Edge& edge) {
  heap.push_back(&edge);
  std::push_heap(heap.begin(), heap.end(), later());
}

Edge* Plan::pop(std::vector<Edge*>& heap) {
  std::pop_heap(heap.begin(), heap.end(), later());
  Edge* edge = heap.back();
  heap.pop_back();
  return edge;
}

void Plan::schedule(Edge& edge) {
  if (wants_[edge.id] == Want::Finish) return;
  wants_[edge.id] = Want::Finish;
  if (edge.pool->depth == 0) return push(ready_, edge);
  push(pools_[edge.pool->id].delayed, edge);
  release(*edge.pool);
}

void Plan::release(const Pool& pool) {
  PoolFacts& facts = pools_[pool.id];
  while (facts.running < pool.depth && !facts.delayed.empty()) {
    ++facts.running;
    push(ready_, *pop(facts.delayed));
  }
}

void Plan::finish(Edge& edge, bool succeeded) {
  if (edge.pool->depth != 0) {
    --pools_[edge.pool->id].running;
    release(*edge.pool);
  }
  if (!succeeded) return;
  --wanted_;
  over_.push_back(&edge);
  settle();
}

// Tells the users of all edges that are over, and theirs if that was all they waited for.
void Plan::settle() {
  if (isSettling_) return;
  isSettling_ = true;
  while (!over_.empty()) {
    Edge& edge = *over_.back();
    over_.pop_back();
    wants_[edge.id] = Want::Unplanned;
    scan_.setReady(edge);
    for (std::size_t i = 0; i < edge.outputs.size(); ++i) {
      Node& output = *edge.outputs[i];
      if (output.dyndepPending) {
        onDyndepMade(output);
        continue;
      }
      for (Edge* user : output.users) startIfReady(*user);
    }
  }
  isSettling_ = false;
}

void Plan::startIfReady(Edge& edge) {
  const Want planned = wants_[edge.id];
  if (planned == Want::Unplanned || !scan_.hasReadyInputs(edge)) return;
  if (planned != Want::Nothing) return schedule(edge);
  wants_[edge.id] = Want::Unplanned;
  over_.push_back(&edge);
}

void Plan::clean(Node& node) {
  std::vector<Node*> waiting{&node};
  while (!waiting.empty()) {
    Node& cleaned = *waiting.back();
    waiting.pop_back();
    scan_.setDirty(cleaned, false);
    for (Edge* user : cleaned.users) {
      const Want planned = wants_[user->id];
      if (planned == Want::Unplanned || planned == Want::Nothing) continue;
      if (scan_.lacksDeps(*user) || scan_.hasDirtyInputs(*user)) continue;
      if (scan_.areOutputsDirty(*user)) continue;
      wants_[user->id] = Want::Nothing;
      --wanted_;
      if (!user->isPhony()) --commands_;
      waiting.insert(waiting.end(), user->outputs.begin(), user->outputs.end());
    }
  }
}

void Plan::dyndepLoaded(Node& file, std::span<Edge* const> edges) {
  refresh(file);
  std::vector<Edge*> walked;
  for (Edge* edge : edges) {
    // What nothing in the plan needs is not planned because of the file.
    if (scan_.isReady(*edge) || wants_[edge->id] == Want::Unplanned) continue;
    const std::span<Node* const> inputs = edge->dirtyingInputs().last(edge->implicitInputs);
    for (Node* input : inputs) addAll(*input, edge->outputs[0], &walked);
  }
  for (Edge* user : file.users) {
    if (wants_[user->id] != Want::Unplanned) walked.push_back(user);
  }
  for (Edge* edge : walked) startIfReady(*edge);
  settle();
}

// Looks again at all planned edges that need `file`, directly or not.
void Plan::refresh(Node& file) {
  std::vector<Node*> validations;
  for (Node* node : unvisitUsers(file)) {
    validations.clear();
    scan_.visitAll(*node, validations);
    addValidations(validations);
    if (scan_.isDirty(*node) && wants_[node->producer->id] == Want::Nothing) want(*node->producer);
  }
}

std::vector<Node*> Plan::unvisitUsers(Node& file) {
  std::vector<Node*> dependents;
  const auto unvisit = [&](const Node& node) {
    for (Edge* user : node.users) {
      if (wants_[user->id] == Want::Unplanned || !scan_.isVisited(*user)) continue;
      scan_.unvisit(*user);
      dependents.insert(dependents.end(), user->outputs.begin(), user->outputs.end());
    }
  };
  unvisit(file);
  for (std::size_t i = 0; i < dependents.size(); ++i) unvisit(*dependents[i]);
  return dependents;
}

void Plan::rank() {
  const std::int64_t unknown = unknownWork();
  const std::vector<Edge*> order = usersLast();
  for (auto edge = order.rbegin(); edge != order.rend(); ++edge) {
    std::int64_t& weight = weights_[(*edge)->id];
    weight += work(**edge, unknown);
    for (const Node* input : (*edge)->inputs) {
      if (input->producer == nullptr) continue;
      std::int64_t& behind = weights_[input->producer->id];
      behind = std::max(behind, weight);
    }
  }
}

// What an edge takes: as long as last time.
std::int64_t Plan::work(const Edge& edge, std::int64_t unknown) const {
  if (edge.isPhony()) return 0;
  const LastRun* last = state_.find(*edge.outputs[0]);
  return last == nullptr ? unknown : std::max<std::int64_t>(1, last->durationMs());
}

// What one takes that never ran: as long as the others on average.
std::int64_t Plan::unknownWork() const {
  std::int64_t sum = 0;
  std::int64_t count = 0;
  for (const Edge* edge : graph_.edges()) {
    if (wants_[edge->id] == Want::Unplanned || edge->isPhony()) continue;
    const LastRun* last = state_.find(*edge->outputs[0]);
    if (last == nullptr) continue;
    sum += last->durationMs();
    ++count;
  }
  return count == 0 ? 1 : std::max<std::int64_t>(1, sum / count);
}

// The planned edges, each after all that it needs.
std::vector<Edge*> Plan::usersLast() const {
  struct Frame {
    Edge* edge;
    std::size_t next;
  };
  std::vector<Edge*> order;
  std::vector<bool> isMet(wants_.size());
  std::vector<Frame> stack;
  const auto enter = [&](const Node& node) {
    Edge* edge = node.producer;
    if (edge == nullptr || wants_[edge->id] == Want::Unplanned || isMet[edge->id]) return;
    isMet[edge->id] = true;
    stack.push_back({edge, 0});
  };
  for (const Node* target : targets_) {
    enter(*target);
    while (!stack.empty()) {
      Frame& frame = stack.back();
      if (frame.next < frame.edge->inputs.size()) {
        enter(*frame.edge->inputs[frame.next++]);
        continue;
      }
      order.push_back(frame.edge);
      stack.pop_back();
    }
  }
  return order;
}

}  // namespace sysmake
