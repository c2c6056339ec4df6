#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "sysmake/Graph.hpp"
#include "sysmake/Scan.hpp"

namespace sysmake {

/// Which edges have to run, and which of them may run now.
class Plan {
public:
  Plan(Graph& graph, Scan& scan, const State& state);

  /// Plans all that a visited `target` needs. Throws if a file is missing that no edge makes.
  void add(Node& target);

  /// The same for those of `validations` that are not up to date.
  void addValidations(std::span<Node* const> validations);

  /// Whether any command is still to run or to finish.
  bool hasMoreToDo() const { return wanted_ > 0 && commands_ > 0; }
  /// How many commands the plan has: those that ran, run and will run as far as is known.
  int commands() const { return commands_; }

  /// To be called when all targets are added: puts the edges that may run in order, those first
  /// on which the longest chain of work waits.
  void prepare();

  /// The next edge to run; nothing if all that could run do.
  Edge* next();

  /// Tells that an edge that `next` gave is over. If it did not succeed, nothing that needs it
  /// runs.
  void finish(Edge& edge, bool succeeded);

  /// Tells that the command of `node`'s producer left it as it was: edges with no other reason to
  /// run do not.
  void clean(Node& node);

  /// Takes in what loading the dyndep file `file` has told of `edges`.
  void dyndepLoaded(Node& file, std::span<Edge* const> edges);

  /// Called for each dyndep file that has just been made; it loads it and calls `dyndepLoaded`.
  std::function<void(Node& file)> onDyndepMade;

private:
  // Whether an edge is in the plan, and how far it is. `Nothing`: it need not run, but something
  // that it needs may.
  enum class Want : unsigned char { Unplanned, Nothing, Start, Finish };

  struct PoolFacts {
    int running = 0;
    std::vector<Edge*> delayed;  // A heap, as `ready_`.
  };

  void addAll(Node& target, const Node* user, std::vector<Edge*>* walked);
  void want(Edge& edge);
  void startIfReady(Edge& edge);
  void schedule(Edge& edge);
  void release(const Pool& pool);
  void settle();
  auto later() const;
  void push(std::vector<Edge*>& heap, Edge& edge);
  Edge* pop(std::vector<Edge*>& heap);
  std::vector<Node*> unvisitUsers(Node& file);
  void refresh(Node& file);
  void rank();
  std::vector<Edge*> usersLast() const;
  std::int64_t unknownWork() const;
  std::int64_t work(const Edge& edge, std::int64_t unknown) const;

  Graph& graph_;
  Scan& scan_;
  const State& state_;
  std::vector<Want> wants_;            // By edge.
  std::vector<std::int64_t> weights_;  // By edge: the work of the longest chain that starts there.
  std::vector<PoolFacts> pools_;       // By pool.
  std::vector<Edge*> ready_;           // A heap: the weightiest first.
  std::vector<Edge*> over_;            // Edges whose users are still to be told.
  std::vector<Node*> targets_;
  int wanted_ = 0;
  int commands_ = 0;
  bool isSettling_ = false;
};

}  // namespace sysmake
