#pragma once

#include <absl/container/flat_hash_map.h>

#include <string>
#include <utility>
#include <vector>

#include "sysmake/Graph.hpp"

namespace sysmake {

/// Why files are out of date, for `-d explain`.
class Explanations {
public:
  void add(const Node& node, std::string reason) { reasons_[node.id].push_back(std::move(reason)); }

  /// The reasons for the outputs of `edge`, in the order they were found.
  std::vector<std::string> of(const Edge& edge) const {
    std::vector<std::string> all;
    for (const Node* output : edge.outputs) {
      const auto found = reasons_.find(output->id);
      if (found != reasons_.end()) {
        all.insert(all.end(), found->second.begin(), found->second.end());
      }
    }
    return all;
  }

private:
  absl::flat_hash_map<std::uint32_t, std::vector<std::string>> reasons_;
};

}  // namespace sysmake
