#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sys/Path.hpp"
#include "sysmake/Arena.hpp"

// The graph of a build: files (nodes), the commands that make them (edges), and the variables their
// texts are made of. Everything in it lives in the graph's arena and has a stable address; nodes,
// edges and pools are numbered from 0, so that whoever works on the graph keeps what is its own in
// arrays beside it.
namespace sysmake {

using sys::PathStyle;

struct Edge;

/// A piece of a text not yet evaluated: characters, or the name of a variable.
struct TextPiece {
  std::string_view text;
  bool isVariable;
};
using Text = ArenaList<TextPiece>;

/// How `command = gcc $in` looks in a rule: it is evaluated for each edge.
struct RuleBinding {
  std::string_view name;
  Text value;
};

struct Rule {
  std::string_view name;
  bool isPhony;
  ArenaList<RuleBinding> bindings;

  /// Nothing if the rule does not say.
  const RuleBinding* find(std::string_view binding) const;
};

struct Binding {
  std::string_view name;
  std::string_view value;
};

/// The variables and rules of one manifest file; a file read by `subninja` sees its reader's.
class Scope {
public:
  explicit Scope(PathStyle style) : parent_(nullptr), style_(style) {}
  explicit Scope(const Scope* parent) : parent_(parent), style_(parent->style_) {}

  void set(std::string_view name, std::string_view value) { variables_[name] = value; }

  /// The value here or in the nearest scope outwards that has one; empty if none has.
  std::string_view get(std::string_view name) const;
  /// The same for this scope alone; nothing if it has none.
  const std::string_view* findHere(std::string_view name) const;
  const Scope* parent() const { return parent_; }
  PathStyle style() const { return style_; }

  /// False if this very scope has a rule of that name already.
  bool addRule(const Rule* rule) { return rules_.emplace(rule->name, rule).second; }
  /// Nothing if neither this scope nor one outwards has it.
  const Rule* findRule(std::string_view name) const;
  /// The rules of this very scope, in no order.
  const absl::flat_hash_map<std::string_view, const Rule*>& rules() const { return rules_; }

private:
  const Scope* parent_;
  PathStyle style_;
  absl::flat_hash_map<std::string_view, std::string_view> variables_;
  absl::flat_hash_map<std::string_view, const Rule*> rules_;
};

/// Limits how many edges run at once. A depth of 0 does not.
struct Pool {
  std::string_view name;
  int depth;
  std::uint32_t id;
};

/// A file, by its canonical path.
struct Node {
  std::string_view path;
  std::uint64_t slashBits;  // Which separators were `\`, in Windows style; the first 64 are known.
  std::uint32_t id;
  bool dyndepPending;           // It is a dyndep file that is not loaded yet.
  bool fromDepfile;             // No manifest or dyndep file names it: it may be missing.
  Edge* producer;               // Nothing for a source file.
  ArenaList<Edge*> users;       // That have it as an input of any kind, each as often as it is.
  ArenaList<Edge*> validators;  // The edges that have it as a validation.

  /// As the manifest first spelled it.
  std::string spelled() const;
};

/// One command, with what it reads and makes.
struct Edge {
  const Rule* rule;
  Pool* pool;
  Scope* scope;
  std::uint32_t id;
  std::uint32_t implicitOutputs;  // The last ones of `outputs`.
  std::uint32_t implicitInputs;   // Those before the order-only ones at the end of `inputs`.
  std::uint32_t orderOnlyInputs;
  bool hasScope;    // The manifest gives it bindings: its file's come after its rule's then, else
                    // before.
  bool depsLoaded;  // What a depfile or the deps journal says is among the inputs. For the scan.
  ArenaList<Binding> bindings;
  ArenaList<Node*> outputs;  // At least one.
  ArenaList<Node*> inputs;
  ArenaList<Node*> validations;
  Node* dyndep;  // The file that tells more of the inputs and outputs; one of the inputs.

  std::span<Node* const> explicitOutputs() const {
    return outputs.span().first(outputs.size() - implicitOutputs);
  }
  std::span<Node* const> explicitInputs() const {
    return inputs.span().first(inputs.size() - implicitInputs - orderOnlyInputs);
  }
  /// Those whose change makes the outputs out of date: explicit and implicit.
  std::span<Node* const> dirtyingInputs() const {
    return inputs.span().first(inputs.size() - orderOnlyInputs);
  }
  std::span<Node* const> orderOnly() const { return inputs.span().last(orderOnlyInputs); }

  bool isPhony() const { return rule->isPhony; }
  /// Whether its pool is `console`: it has the terminal for itself.
  bool usesConsole() const { return pool->name == "console"; }

  /// The value of a binding of the edge or its rule, with `$in` and `$out` quoted for the shell.
  /// Throws if the rule's bindings refer to each other in a circle.
  std::string get(std::string_view binding) const;
  /// The same with `$in` and `$out` as they are: for `depfile`, `dyndep` and `rspfile`.
  std::string getUnquoted(std::string_view binding) const;
  /// Whether the binding has a value that is not empty.
  bool has(std::string_view binding) const;

  std::string command() const { return get("command"); }
  /// All that decides what running the edge does: the command and the content of its response file.
  std::string commandWithResponseFile() const;
};

class Graph {
public:
  /// The style of the paths also decides the shell that `$in` and `$out` are quoted for.
  explicit Graph(PathStyle style = sys::kHostPathStyle);
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  PathStyle style() const { return style_; }
  Arena& arena() { return arena_; }
  /// Keeps a whole text without copying it; every manifest is kept, as the graph refers to it.
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  Scope& rootScope() { return scopes_.front(); }
  const Scope& rootScope() const { return scopes_.front(); }
  Scope& addScope(const Scope& parent) { return scopes_.emplace_back(&parent); }

  /// The node of a canonical path, made if there is none. `path` must live as long as the graph.
  Node* node(std::string_view path, std::uint64_t slashBits);
  /// The node of a path as somebody spells it, made if there is none. Throws for an empty one.
  Node* nodeOf(std::string_view spelling);
  /// The same for a spelling that lives as long as the graph.
  Node* nodeOfKept(std::string_view spelling);
  /// Nothing if no node has this canonical path.
  Node* find(std::string_view path) const;
  /// The same for a path as a user spells it.
  Node* findSpelled(std::string_view spelling) const;

  /// Nothing if there is none of that name. The unnamed pool has no limit, `console` has depth 1.
  Pool* findPool(std::string_view name) const;
  Pool* addPool(std::string_view name, int depth);
  Pool* consolePool() const { return console_; }
  const Rule* phonyRule() const { return &phony_; }

  /// An edge with nothing in it yet, the last of `edges()`.
  Edge* addEdge(const Rule* rule, Scope* scope);
  /// Tells its inputs, outputs and validations about the edge. Its outputs have no other producer.
  void connect(Edge* edge);
  /// Adds implicit inputs, before the order-only ones, to a connected edge.
  void addImplicitInputs(Edge* edge, std::span<Node* const> inputs);
  /// Adds implicit outputs to a connected edge; they have no producer yet.
  void addImplicitOutputs(Edge* edge, std::span<Node* const> outputs);
  /// Sets a binding of this very edge.
  void setBinding(Edge* edge, std::string_view name, std::string_view value);

  std::span<Node* const> nodes() const { return nodes_; }
  std::span<Edge* const> edges() const { return edges_; }
  std::span<Pool* const> pools() const { return pools_; }

  void addDefault(Node* node) { defaults_.push_back(node); }
  /// What `default` statements name, in their order; empty if there are none.
  std::span<Node* const> declaredDefaults() const { return defaults_; }
  /// What is built when nothing is asked for: the declared defaults, else the roots.
  std::vector<Node*> defaults() const;
  /// The outputs that no edge uses. Throws if there are edges and no roots, which is a circle.
  std::vector<Node*> roots() const;

  /// The first circle met from `start` as `a -> b -> a`; empty if there is none.
  std::string findCycle(const Node* start) const;

private:
  Node* intern(std::string_view path, std::uint64_t slashBits, bool isKept);

  PathStyle style_;
  Arena arena_;
  std::deque<std::string> texts_;
  std::deque<Scope> scopes_;
  Rule phony_{"phony", true, {}};
  absl::flat_hash_map<std::string_view, Node*> byPath_;
  absl::flat_hash_map<std::string_view, Pool*> byPoolName_;
  std::vector<Node*> nodes_;
  std::vector<Edge*> edges_;
  std::vector<Pool*> pools_;
  std::vector<Node*> defaults_;
  Pool* console_ = nullptr;
};

}  // namespace sysmake
