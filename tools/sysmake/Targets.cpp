// tools/sysmake/Targets.cpp -- What the words on a command line mean in a graph.
#include "sysmake/Targets.hpp"

#include "sysmake/Canonical.hpp"
#include "sysmake/Concat.hpp"
#include "sysmake/Suggest.hpp"

namespace sysmake {
namespace {

std::string suggestionFor(const Graph& graph, std::string_view path) {
  if (path == "clean") return didYouMean("sysmake -t clean");
  if (path == "help") return didYouMean("sysmake -h");
  return didYouMean(closestNode(graph, path));
}

Node* firstUser(const Node& node, UserByDeps userByDeps) {
  if (!node.users.empty()) return node.users[0]->outputs[0];
  Node* user = userByDeps(node);
  if (user == nullptr) throw concat("'", node.path, "' has no out edge");
  return user;
}

}  // namespace

Node* findTarget(const Graph& graph, std::string_view spelling, UserByDeps userByDeps) {
  if (spelling.empty()) throw std::string("empty path");
  std::string path(spelling);
  std::uint64_t slashBits = canonicalize(path, graph.style());
  bool isFirstUser = path.ends_with('^');
  if (isFirstUser) path.pop_back();
  Node* node = graph.find(path);
  if (node == nullptr) {
    throw concat("unknown target '", decanonicalize(path, slashBits), "'",
                 suggestionFor(graph, path));
  }
  return isFirstUser ? firstUser(*node, userByDeps) : node;
}

Node* findTarget(const Graph& graph, std::string_view spelling) {
  return findTarget(graph, spelling, [](const Node&) -> Node* { return nullptr; });
}

std::vector<Node*> findTargets(const Graph& graph, std::span<const std::string> spellings) {
  if (spellings.empty()) return graph.defaults();
  std::vector<Node*> targets;
  targets.reserve(spellings.size());
  for (const std::string& spelling : spellings) targets.push_back(findTarget(graph, spelling));
  return targets;
}

}  // namespace sysmake
