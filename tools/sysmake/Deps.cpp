// tools/sysmake/Deps.cpp -- What a compiler has read is asked of it once, right after it has run.
#include "sysmake/Deps.hpp"

#include <optional>
#include <utility>

#include "sys/Directory.hpp"
#include "sys/File.hpp"
#include "sysmake/Concat.hpp"
#include "sysmake/Depfile.hpp"
#include "sysmake/ShowIncludes.hpp"

namespace sysmake {

Node* depNode(Graph& graph, std::string_view spelling) {
  const std::size_t before = graph.nodes().size();
  Node* node = graph.nodeOf(spelling);
  if (graph.nodes().size() != before) node->fromDepfile = true;
  return node;
}

static std::vector<Node*> takeDepfile(Graph& graph, const Edge& edge, bool keepsDepfile) {
  const std::string path = edge.getUnquoted("depfile");
  if (path.empty()) throw std::string("edge with deps=gcc but no depfile makes no sense");
  std::optional<std::string> text = sys::File::read(sys::Path(path));
  // A command with nothing to tell need not write one.
  if (!text) return {};
  std::vector<Node*> deps;
  for (const std::string_view input : parseDepfile(path, *text).inputs) {
    deps.push_back(depNode(graph, input));
  }
  if (!keepsDepfile) sys::File::remove(sys::Path(path));
  return deps;
}

static std::vector<Node*> takeShowIncludes(Graph& graph, const Edge& edge, std::string& output) {
  static const sys::Path directory = sys::Directory::current();
  ShowIncludes read = filterShowIncludes(output, edge.get("msvc_deps_prefix"), directory);
  output = std::move(read.output);
  std::vector<Node*> deps;
  for (const std::string& include : read.includes) deps.push_back(depNode(graph, include));
  return deps;
}

std::vector<Node*> takeDepsOf(Graph& graph, const Edge& edge, std::string& output,
                              bool keepsDepfile) {
  const std::string kind = edge.get("deps");
  if (kind.empty()) return {};
  if (kind == "gcc") return takeDepfile(graph, edge, keepsDepfile);
  if (kind == "msvc") return takeShowIncludes(graph, edge, output);
  throw concat("unknown deps type '", kind, "'");
}

}  // namespace sysmake
