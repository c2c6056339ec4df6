#pragma once

#include <string_view>
#include <vector>

#include "sysmake/Graph.hpp"
#include "sysmake/Manifest.hpp"

namespace sysmake {

/// Reads the dyndep file `file` and adds what it says (inputs, outputs, `restat`) to the edges that
/// name it, which are returned in the order of their ids. Afterwards the file is no longer pending.
/// Throws, with the place where that is one, if the file is missing, malformed, or does not speak
/// of exactly those edges; the edges are then as before.
std::vector<Edge*> loadDyndep(Graph& graph, Node& file, ManifestReader reader);

/// The same with the file as it is on disk.
std::vector<Edge*> loadDyndep(Graph& graph, Node& file);

}  // namespace sysmake
