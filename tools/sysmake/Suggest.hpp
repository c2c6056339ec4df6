#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sysmake/Graph.hpp"

// What a misspelt word was perhaps meant to be.
namespace sysmake {

/// How many characters must be inserted, removed or replaced to turn one text into the other; more
/// than `most` is not told apart from `most + 1`.
std::size_t editDistance(std::string_view from, std::string_view to, std::size_t most);

/// The candidate closest to `word`, the first of several; empty if none is close (3 edits).
std::string_view closest(std::string_view word, std::span<const std::string_view> candidates);
std::string_view closestNode(const Graph& graph, std::string_view path);
/// Among the rules of the scope and those outwards.
std::string_view closestRule(const Scope& scope, std::string_view name);

/// `, did you mean 'suggestion'?`, or nothing for an empty one.
std::string didYouMean(std::string_view suggestion);

}  // namespace sysmake
