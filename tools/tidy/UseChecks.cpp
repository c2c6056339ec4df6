// tools/tidy/UseChecks.cpp -- Nothing is public that no test proves and no tool needs.
#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "Checks.hpp"
#include "Uses.hpp"
#include "Words.hpp"

namespace tidy {

namespace {

constexpr std::string_view kUnused = "docs/unused.md";

struct PublicFunction {
  const Source* header = nullptr;
  std::size_t line = 0;
  std::string className;  // Without the classes around it.
  std::string name;
  std::string qualified;
};

std::string lastOf(std::string_view scope) {
  const std::size_t colon = scope.rfind("::");
  return std::string(colon == std::string_view::npos ? scope : scope.substr(colon + 2));
}

// Whether the classes around it are public, each in the one around that.
bool isReachable(const Source& source, std::string_view scope) {
  return std::ranges::none_of(source.items(), [&](const Item& item) {
    if (item.kind != ItemKind::Type || item.access == Access::Public) return false;
    const std::string name = item.qualified();
    return scope == name || scope.starts_with(name + "::");
  });
}

bool hasToken(const Source& source, std::size_t begin, std::size_t end, std::string_view text) {
  for (std::size_t index = begin; index < end; ++index) {
    if (source.code()[index].is(text)) return true;
  }
  return false;
}

// The language calls these by itself: destructors, operators, copying and moving, what is defaulted
// or deleted, and what coroutines have.
bool isCalledByLanguage(const Source& source, const Item& item) {
  if (item.name.starts_with("~") || item.name.starts_with("operator")) return true;
  if (contains(kCoroutineFunctions, item.name)) return true;
  if (hasToken(source, item.nameAt, item.end, "default") ||
      hasToken(source, item.nameAt, item.end, "delete")) {
    return true;
  }
  const std::string own = lastOf(item.scope);
  return item.name == own && hasToken(source, item.nameAt + 1, item.bodyAt, own);
}

std::vector<PublicFunction> publicFunctions(const Tree& tree) {
  std::vector<PublicFunction> functions;
  for (const Source& source : tree.sources()) {
    if (tree.area(source) != Area::Interface) continue;
    for (const Item& item : source.items()) {
      if (item.kind != ItemKind::Function || item.access != Access::Public) continue;
      if (!isReachable(source, item.scope) || isCalledByLanguage(source, item)) continue;
      const bool isOverload = std::ranges::any_of(functions, [&](const PublicFunction& other) {
        return other.qualified == item.qualified();
      });
      if (isOverload) continue;
      functions.push_back({&source, source.code()[item.nameAt].line, lastOf(item.scope), item.name,
                           item.qualified()});
    }
  }
  return functions;
}

Interface interfaceOf(const Tree& tree) {
  Interface surface;
  for (const Source& source : tree.sources()) {
    if (tree.area(source) != Area::Interface) continue;
    for (const Item& item : source.items()) {
      if (item.kind != ItemKind::Type || item.key == "enum") continue;
      surface.families[item.name].insert(item.name);
      for (const std::string& base : item.bases) surface.families[base].insert(item.name);
    }
  }
  for (const Source& source : tree.sources()) {
    if (tree.area(source) != Area::Interface) continue;
    for (const Item& item : source.items()) {
      if (item.kind != ItemKind::Function && item.kind != ItemKind::Data) continue;
      for (std::size_t index = item.begin; index < item.nameAt; ++index) {
        const auto family = surface.families.find(source.code()[index].text);
        if (family != surface.families.end()) surface.makers[family->first].insert(item.name);
      }
    }
  }
  return surface;
}

// The lines of docs/unused.md: "- `Class::function`: who is going to use it".
std::map<std::string, std::size_t> readUnused(const Tree& tree, Report& report) {
  std::map<std::string, std::size_t> unused;
  const Source* file = tree.find(kUnused);
  if (file == nullptr) return unused;
  std::size_t number = 0;
  for (const std::string_view line : file->lines()) {
    ++number;
    if (!line.starts_with("- `")) continue;
    const std::size_t end = line.find('`', 3);
    if (end == std::string_view::npos || line.substr(end).size() < 4 || line[end + 1] != ':') {
      report.add(*file, number, "not of the form \"- `Class::function`: the coming user\"");
    } else if (!unused.emplace(line.substr(3, end - 3), number).second) {
      report.add(*file, number, "a second time");
    }
  }
  return unused;
}

std::vector<const Source*> sourcesIn(const Tree& tree, Area area, Area other) {
  std::vector<const Source*> sources;
  for (const Source& source : tree.sources()) {
    const Area is = tree.area(source);
    if (is == area || is == other) sources.push_back(&source);
  }
  return sources;
}

}  // namespace

void checkUses(const Tree& tree, Report& report) {
  const Interface surface = interfaceOf(tree);
  const Uses tools(surface, sourcesIn(tree, Area::Tool, Area::Tool));
  const Uses tests(surface, sourcesIn(tree, Area::Test, Area::LayerTest));
  std::map<std::string, std::size_t> unused = readUnused(tree, report);
  for (const PublicFunction& function : publicFunctions(tree)) {
    if (!tests.has(function.className, function.name)) {
      report.add(*function.header, function.line, function.qualified + " has no test");
    }
    const bool hasUser = tools.has(function.className, function.name);
    const auto entry = unused.find(function.qualified);
    if (entry == unused.end()) {
      if (hasUser) continue;
      report.add(
          *function.header, function.line,
          function.qualified + " has no user in tools/ and is not in " + std::string(kUnused));
      continue;
    }
    if (hasUser) {
      report.add(std::string(kUnused), entry->second,
                 function.qualified + " has a user now: take it off the list");
    }
    unused.erase(entry);
  }
  for (const auto& [name, line] : unused) {
    report.add(std::string(kUnused), line, name + " is no public function");
  }
}

}  // namespace tidy
