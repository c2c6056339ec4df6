#pragma once

#include <absl/functional/function_ref.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sysmake/Graph.hpp"

namespace sysmake {

/// Finds an edge's output for a file that only a recorded depfile ties to it; may give nothing.
using UserByDeps = absl::FunctionRef<Node*(const Node&)>;

/// The node that a user calls `spelling`; `a.c^` means the first output made from `a.c`. Throws if
/// there is none, with what was perhaps meant.
Node* findTarget(const Graph& graph, std::string_view spelling, UserByDeps userByDeps);
Node* findTarget(const Graph& graph, std::string_view spelling);

/// All of them, or what is built by default if there are none.
std::vector<Node*> findTargets(const Graph& graph, std::span<const std::string> spellings);

}  // namespace sysmake
