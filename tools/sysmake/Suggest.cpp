// tools/sysmake/Suggest.cpp -- Finds the word that a misspelt one was perhaps meant to be.
#include "sysmake/Suggest.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "sysmake/Concat.hpp"

namespace sysmake {
namespace {

constexpr std::size_t kMostEdits = 3;

/// Keeps the closest of what it is offered.
class Closest {
public:
  explicit Closest(std::string_view word) : word_(word) {}

  void offer(std::string_view candidate) {
    std::size_t distance = editDistance(candidate, word_, kMostEdits);
    if (distance > kMostEdits || (distance == distance_ && candidate >= best_)) return;
    if (distance > distance_) return;
    distance_ = distance;
    best_ = candidate;
  }

  std::string_view best() const { return best_; }

private:
  std::string_view word_;
  std::string_view best_;
  std::size_t distance_ = kMostEdits + 1;
};

}  // namespace

std::size_t editDistance(std::string_view from, std::string_view to, std::size_t most) {
  std::size_t difference =
      from.size() > to.size() ? from.size() - to.size() : to.size() - from.size();
  if (difference > most) return most + 1;
  // One row of the table of distances between all beginnings of the two.
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::size_t diagonal = row[0];
    std::size_t least = row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      std::size_t above = row[j];
      std::size_t replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above + 1, row[j - 1] + 1});
      least = std::min(least, row[j]);
      diagonal = above;
    }
    if (least > most) return most + 1;
  }
  return std::min(row.back(), most + 1);
}

std::string_view closest(std::string_view word, std::span<const std::string_view> candidates) {
  Closest search(word);
  for (std::string_view candidate : candidates) search.offer(candidate);
  return search.best();
}

std::string_view closestNode(const Graph& graph, std::string_view path) {
  Closest search(path);
  for (const Node* node : graph.nodes()) search.offer(node->path);
  return search.best();
}

std::string_view closestRule(const Scope& scope, std::string_view name) {
  Closest search(name);
  for (const Scope* at = &scope; at != nullptr; at = at->parent()) {
    for (const auto& [candidate, rule] : at->rules()) search.offer(candidate);
  }
  return search.best();
}

std::string didYouMean(std::string_view suggestion) {
  return suggestion.empty() ? std::string() : concat(", did you mean '", suggestion, "'?");
}

}  // namespace sysmake
