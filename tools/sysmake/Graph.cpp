// tools/sysmake/Graph.cpp -- Nodes, edges and pools, found by name and tied to each other.
#include "sysmake/Graph.hpp"

#include <algorithm>

#include "sysmake/Canonical.hpp"

namespace sysmake {

const RuleBinding* Rule::find(std::string_view binding) const {
  for (const RuleBinding& candidate : bindings) {
    if (candidate.name == binding) return &candidate;
  }
  return nullptr;
}

std::string_view Scope::get(std::string_view name) const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent_) {
    if (const std::string_view* value = scope->findHere(name)) return *value;
  }
  return {};
}

const std::string_view* Scope::findHere(std::string_view name) const {
  auto found = variables_.find(name);
  return found == variables_.end() ? nullptr : &found->second;
}

const Rule* Scope::findRule(std::string_view name) const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent_) {
    auto found = scope->rules_.find(name);
    if (found != scope->rules_.end()) return found->second;
  }
  return nullptr;
}

std::string Node::spelled() const { return decanonicalize(path, slashBits); }

Graph::Graph(PathStyle style) : style_(style) {
  scopes_.emplace_back(style);
  rootScope().addRule(&phony_);
  addPool("", 0);
  console_ = addPool("console", 1);
}

Node* Graph::intern(std::string_view path, std::uint64_t slashBits, bool isKept) {
  auto entry = byPath_.lazy_emplace(path, [&](const auto& construct) {
    std::string_view kept = isKept ? path : arena_.keep(path);
    Node* node = arena_.make<Node>();
    node->path = kept;
    node->slashBits = slashBits;
    node->id = static_cast<std::uint32_t>(nodes_.size());
    node->fromDepfile = true;
    nodes_.push_back(node);
    construct(kept, node);
  });
  return entry->second;
}

Node* Graph::node(std::string_view path, std::uint64_t slashBits) {
  return intern(path, slashBits, true);
}

Node* Graph::nodeOf(std::string_view spelling) {
  if (spelling.empty()) throw std::string("empty path");
  if (isCanonical(spelling, style_)) return intern(spelling, 0, false);
  std::string path(spelling);
  std::uint64_t slashBits = canonicalize(path, style_);
  return intern(path, slashBits, false);
}

Node* Graph::nodeOfKept(std::string_view spelling) {
  return isCanonical(spelling, style_) ? intern(spelling, 0, true) : nodeOf(spelling);
}

Node* Graph::find(std::string_view path) const {
  auto found = byPath_.find(path);
  return found == byPath_.end() ? nullptr : found->second;
}

Node* Graph::findSpelled(std::string_view spelling) const {
  if (isCanonical(spelling, style_)) return find(spelling);
  std::string path(spelling);
  canonicalize(path, style_);
  return find(path);
}

Pool* Graph::findPool(std::string_view name) const {
  auto found = byPoolName_.find(name);
  return found == byPoolName_.end() ? nullptr : found->second;
}

Pool* Graph::addPool(std::string_view name, int depth) {
  Pool* pool = arena_.make<Pool>(name, depth, static_cast<std::uint32_t>(pools_.size()));
  pools_.push_back(pool);
  byPoolName_[name] = pool;
  return pool;
}

Edge* Graph::addEdge(const Rule* rule, Scope* scope) {
  Edge* edge = arena_.make<Edge>();
  edge->rule = rule;
  edge->pool = pools_.front();
  edge->scope = scope;
  edge->id = static_cast<std::uint32_t>(edges_.size());
  edges_.push_back(edge);
  return edge;
}

void Graph::connect(Edge* edge) {
  for (Node* output : edge->outputs) {
    output->producer = edge;
    output->fromDepfile = false;
  }
  for (Node* input : edge->inputs) {
    input->users.push(arena_, edge);
    input->fromDepfile = false;
  }
  for (Node* validation : edge->validations) {
    validation->validators.push(arena_, edge);
    validation->fromDepfile = false;
  }
}

void Graph::addImplicitInputs(Edge* edge, std::span<Node* const> inputs) {
  edge->inputs.insert(arena_, edge->inputs.size() - edge->orderOnlyInputs, inputs);
  edge->implicitInputs += static_cast<std::uint32_t>(inputs.size());
  for (Node* input : inputs) input->users.push(arena_, edge);
}

void Graph::addImplicitOutputs(Edge* edge, std::span<Node* const> outputs) {
  edge->outputs.insert(arena_, edge->outputs.size(), outputs);
  edge->implicitOutputs += static_cast<std::uint32_t>(outputs.size());
  for (Node* output : outputs) {
    output->producer = edge;
    output->fromDepfile = false;
  }
}

void Graph::setBinding(Edge* edge, std::string_view name, std::string_view value) {
  for (Binding& binding : edge->bindings) {
    if (binding.name != name) continue;
    binding.value = value;
    return;
  }
  edge->bindings.push(arena_, {name, value});
}

std::vector<Node*> Graph::roots() const {
  std::vector<Node*> result;
  for (const Edge* edge : edges_) {
    for (Node* output : edge->outputs) {
      if (output->users.empty()) result.push_back(output);
    }
  }
  if (result.empty() && !edges_.empty()) {
    throw std::string("could not determine root nodes of build graph");
  }
  return result;
}

std::vector<Node*> Graph::defaults() const { return defaults_.empty() ? roots() : defaults_; }

namespace {

/// A depth-first walk from node to producer to inputs, on a stack of its own: chains of edges are
/// as long as somebody's project is.
class CycleSearch {
public:
  explicit CycleSearch(std::size_t edgeCount) : marks_(edgeCount, Mark::Unseen) {}

  std::string from(const Node* start) {
    std::string cycle = enter(start);
    while (cycle.empty() && !stack_.empty()) {
      Visit& visit = stack_.back();
      const Edge* edge = visit.node->producer;
      if (visit.next < edge->inputs.size()) {
        cycle = enter(edge->inputs[visit.next++]);
      } else {
        marks_[edge->id] = Mark::Done;
        stack_.pop_back();
      }
    }
    return cycle;
  }

private:
  enum class Mark : unsigned char { Unseen, OnStack, Done };
  struct Visit {
    const Node* node;
    std::size_t next;
  };

  /// The circle that `node` closes, if it does.
  std::string enter(const Node* node) {
    const Edge* edge = node->producer;
    if (edge == nullptr || marks_[edge->id] == Mark::Done) return {};
    if (marks_[edge->id] == Mark::OnStack) return describe(node);
    marks_[edge->id] = Mark::OnStack;
    stack_.push_back({node, 0});
    return {};
  }

  std::string describe(const Node* closing) const {
    auto visit = std::find_if(stack_.begin(), stack_.end(), [&](const Visit& candidate) {
      return candidate.node->producer == closing->producer;
    });
    // An edge of several outputs was perhaps entered by another one: what closes the circle begins
    // it.
    std::string text(closing->path);
    for (++visit; visit != stack_.end(); ++visit) text.append(" -> ").append(visit->node->path);
    return text.append(" -> ").append(closing->path);
  }

  std::vector<Mark> marks_;
  std::vector<Visit> stack_;
};

}  // namespace

std::string Graph::findCycle(const Node* start) const {
  return CycleSearch(edges_.size()).from(start);
}

}  // namespace sysmake
