#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sysmake/Graph.hpp"

namespace sysmake {

/// The node of a file that a depfile or a compiler names. One that no manifest names may be
/// missing.
Node* depNode(Graph& graph, std::string_view spelling);

/// What the command of `edge`, which has just ended and printed `output`, has read besides its
/// inputs, if the edge has `deps`: from its depfile, which is removed unless `keepsDepfile`, or
/// from `output`, from which it is taken away. Throws if that is malformed.
std::vector<Node*> takeDepsOf(Graph& graph, const Edge& edge, std::string& output,
                              bool keepsDepfile);

}  // namespace sysmake
