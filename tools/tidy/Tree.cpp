// tools/tidy/Tree.cpp -- Files and what part of the project they belong to, all in memory.
#include "Tree.hpp"

#include <algorithm>
#include <utility>

namespace tidy {

Source::Source(std::string path, std::string text)
    : path_(std::move(path)), text_(std::move(text)) {
  if (!isCpp()) return;
  lexed_ = lex(text_);
  items_ = outline(lexed_.code);
}

const std::vector<std::string_view> Source::lines() const {
  std::vector<std::string_view> lines;
  std::string_view rest = text_;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    lines.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return lines;
}

namespace {

constexpr std::string_view kLayers = "lib/sys/";
constexpr std::string_view kTests = "unittests/";

// The first directory below `root`, or nothing for a file that stands in `root` itself.
std::string_view firstDirectory(std::string_view path, std::string_view root) {
  if (!path.starts_with(root)) return {};
  const std::string_view below = path.substr(root.size());
  const std::size_t slash = below.find('/');
  return slash == std::string_view::npos ? std::string_view{} : below.substr(0, slash);
}

}  // namespace

Tree::Tree(std::vector<Source> sources) : sources_(std::move(sources)) {
  std::ranges::sort(sources_, {}, &Source::path);
  for (const Source& source : sources_) {
    const std::string_view layer = firstDirectory(source.path(), kLayers);
    if (!layer.empty() && std::ranges::find(layers_, layer) == layers_.end()) {
      layers_.emplace_back(layer);
    }
  }
}

const Source* Tree::find(std::string_view path) const {
  const auto found = std::ranges::lower_bound(sources_, path, {}, &Source::path);
  return found != sources_.end() && found->path() == path ? &*found : nullptr;
}

Area Tree::area(const Source& source) const {
  const std::string_view path = source.path();
  if (!source.isCpp()) return Area::Other;
  if (path.starts_with("include/")) return Area::Interface;
  if (path.starts_with("tools/")) return Area::Tool;
  if (path.starts_with(kLayers)) {
    return firstDirectory(path, kLayers).empty() ? Area::Generic : Area::Layer;
  }
  if (path.starts_with(kTests)) {
    const std::string_view directory = firstDirectory(path, kTests);
    const bool isLayer = std::ranges::find(layers_, directory) != layers_.end();
    return isLayer ? Area::LayerTest : Area::Test;
  }
  return Area::Other;
}

std::string_view includeTarget(const Directive& directive) {
  if (directive.tokens.empty() || directive.tokens[0].text.size() < 2) return {};
  const std::string_view target = directive.tokens[0].text;
  return target.substr(1, target.size() - 2);
}

bool isAngled(const Directive& directive) {
  return !directive.tokens.empty() && directive.tokens[0].text.starts_with('<');
}

}  // namespace tidy
