#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sysmake/Graph.hpp"
#include "sysmake/Manifest.hpp"

namespace sysmake {

/// Files that a test makes up.
using Files = std::map<std::string, std::string, std::less<>>;

inline std::optional<std::string> readFrom(const Files& files, std::string_view path) {
  auto found = files.find(path);
  if (found == files.end()) return std::nullopt;
  return found->second;
}

/// The graph of a manifest given as text, and the other files that it names.
struct Parsed {
  explicit Parsed(std::string text, Files others = {}, PathStyle style = PathStyle::Posix,
                  ManifestOptions options = {})
      : files(std::move(others)), graph(std::make_unique<Graph>(style)) {
    warnings = parseManifest(
        *graph, "build.ninja", std::move(text),
        [this](std::string_view path) { return readFrom(files, path); }, options);
  }

  Graph* operator->() const { return graph.get(); }
  Graph& operator*() const { return *graph; }
  Edge& edge(std::size_t id) const { return *graph->edges()[id]; }

  Files files;
  std::unique_ptr<Graph> graph;
  std::vector<std::string> warnings;
};

/// The error that `action` throws as a string; any other outcome is named.
template <class Action>
std::string errorOf(Action action) {
  try {
    action();
  } catch (const std::string& text) {
    return text;
  }
  return "nothing was thrown";
}

inline std::string parseError(std::string text, Files others = {}, ManifestOptions options = {}) {
  return errorOf([&] { Parsed(std::move(text), std::move(others), PathStyle::Posix, options); });
}

/// The paths of the nodes, separated by blanks.
template <class Nodes>
std::string pathsOf(const Nodes& nodes) {
  std::string result;
  for (const Node* node : nodes) {
    if (!result.empty()) result.push_back(' ');
    result.append(node->path);
  }
  return result;
}

}  // namespace sysmake
