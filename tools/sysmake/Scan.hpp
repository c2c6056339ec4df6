#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "sysmake/Concat.hpp"
#include "sysmake/Disk.hpp"
#include "sysmake/Explanations.hpp"
#include "sysmake/Graph.hpp"
#include "sysmake/State.hpp"

namespace sysmake {

/// Finds out which files are out of date, as Ninja defines it. Each file is looked at once.
class Scan {
public:
  /// What loads a dyndep file into the graph.
  using LoadDyndep = std::function<void(Node& file)>;

  /// All but the graph may be shared with nobody while this works. `explanations` may be nothing.
  Scan(Graph& graph, State& state, Disk disk, LoadDyndep loadDyndep, Explanations* explanations);

  /// Visits `target` and all that it needs. Validations of the edges met are added to
  /// `validations`; they are not visited. Throws on a circle.
  void visit(Node& target, std::vector<Node*>& validations);

  /// `visit`, and the same for the validations met, whose own are added too.
  void visitAll(Node& target, std::vector<Node*>& validations);

  /// Whether `node` is missing or out of date; it was visited.
  bool isDirty(const Node& node) const { return nodes_[node.id].isDirty; }
  void setDirty(const Node& node, bool isDirty);

  /// When `node` had last changed; 0 if it was missing.
  FileTicks modified(const Node& node);
  /// Looks at the file anew.
  FileTicks modifiedNow(const Node& node) const { return disk_.modified(node.path); }

  /// Whether all that `edge` makes is up to date and there: nothing that needs it has to wait.
  bool isReady(const Edge& edge) const { return edges_[edge.id].isReady; }
  void setReady(const Edge& edge) { edges_[edge.id].isReady = true; }
  /// Whether the producers of all inputs of `edge` are ready.
  bool hasReadyInputs(const Edge& edge);

  bool isVisited(const Edge& edge) const;
  /// Forgets that `edge` was visited, as its inputs or outputs have changed.
  void unvisit(const Edge& edge);

  /// Whether the deps of `edge` could not be loaded: it runs in any case.
  bool lacksDeps(const Edge& edge) const { return edges_[edge.id].lacksDeps; }

  /// Whether an output of `edge`, which was visited, was missing then.
  bool lacksOutputs(const Edge& edge) const;

  /// Whether an edge none of whose inputs is dirty has to run for its outputs' sake.
  bool areOutputsDirty(const Edge& edge);
  /// Whether any of its inputs but the order-only ones is dirty.
  bool hasDirtyInputs(const Edge& edge) const;

  /// The hash by which a change of the command is noticed.
  static std::uint64_t commandHash(const Edge& edge);

  /// Takes in nodes and edges that the graph got meanwhile.
  void grow();

private:
  enum class Mark : unsigned char { New, OnStack, Done };

  struct NodeFacts {
    FileTicks modified = 0;  // Of a phony output that is no file: that of its newest input.
    bool isKnown = false;
    bool exists = false;
    bool isDirty = false;
  };
  struct EdgeFacts {
    Node* newestLeaf = nullptr;  // The newest among deps that are no inputs in the graph.
    std::uint32_t readyInputs = 0;
    Mark mark = Mark::New;
    bool isReady = false;
    bool lacksDeps = false;
    bool hasDirtyLeaf = false;
  };
  struct Frame {
    enum class Step : unsigned char { Dyndep, Load, Inputs };

    Edge* edge;
    Node* node;  // By which it was reached.
    Node* newest = nullptr;
    std::size_t next = 0;
    Step step = Step::Dyndep;
    bool isDirty = false;
  };

  bool enter(Node& node);
  void advance(std::vector<Node*>& validations);
  void load(Frame& frame, std::vector<Node*>& validations);
  void account(Frame& frame, std::size_t index);
  void finish();
  [[noreturn]] void failCircle(Node& node) const;

  bool loadDeps(Edge& edge);
  bool loadRecordedDeps(Edge& edge);
  bool loadDepfile(Edge& edge, const std::string& path);
  void addDeps(Edge& edge, std::span<Node* const> deps);

  NodeFacts& look(const Node& node);
  void useNewest(Node*& newest, Node* other) const;
  bool isOutputDirty(const Edge& edge, const Node* newest, Node& output, std::uint64_t& hash);

  template <class... Words>
  void explain(const Node& node, const Words&... words) {
    if (explanations_ != nullptr) explanations_->add(node, concat(words...));
  }

  Graph& graph_;
  State& state_;
  Disk disk_;
  LoadDyndep loadDyndep_;
  Explanations* explanations_;
  std::vector<NodeFacts> nodes_;
  std::vector<EdgeFacts> edges_;
  std::vector<Frame> stack_;
  std::vector<Node*> deps_;  // Kept for its memory.
  bool expandsDeps_;         // A dyndep file may still give a producer to any file.
};

}  // namespace sysmake
