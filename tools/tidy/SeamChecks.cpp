// tools/tidy/SeamChecks.cpp -- docs/porting.md lists what a platform must provide, and stays true.
#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "Checks.hpp"

namespace tidy {

namespace {

constexpr std::string_view kLibrary = "lib/sys/";
constexpr std::string_view kPorting = "docs/porting.md";
constexpr std::string_view kBegin = "<!-- seams: written by `tidy --seams` -->\n";
constexpr std::string_view kEnd = "<!-- end of seams -->\n";

bool isGenericHeader(const Tree& tree, const Source& source) {
  return tree.area(source) == Area::Generic && source.isHeader();
}

// A platform's are the functions that a private header of the generic part declares and no generic
// unit defines: those of `X::Os`, and the few that stand alone.
std::map<std::string, std::vector<std::string>> seams(const Tree& tree) {
  std::set<std::string> defined;
  for (const Source& source : tree.sources()) {
    if (tree.area(source) != Area::Generic) continue;
    for (const Item& item : source.items()) {
      if (item.kind == ItemKind::Function && item.isDefinition) defined.insert(item.qualified());
    }
  }
  std::map<std::string, std::vector<std::string>> found;
  for (const Source& source : tree.sources()) {
    if (!isGenericHeader(tree, source)) continue;
    const std::string_view file = std::string_view(source.path()).substr(kLibrary.size());
    for (const Item& item : source.items()) {
      if (item.kind != ItemKind::Function || item.isDefinition) continue;
      if (item.access != Access::Public || defined.contains(item.qualified())) continue;
      if (source.code()[item.end - 2].is("delete") || source.code()[item.end - 2].is("default")) {
        continue;
      }
      std::vector<std::string>& names = found[std::string(file)];
      if (std::ranges::find(names, item.name) == names.end()) names.push_back(item.name);
    }
  }
  return found;
}

}  // namespace

std::string seamList(const Tree& tree) {
  const auto units = seams(tree);
  std::size_t count = 0;
  std::string list;
  for (const auto& [file, names] : units) {
    list += "- `lib/sys/" + file + "` (" + std::to_string(names.size()) + "):";
    for (const std::string& name : names) list += " `" + name + "`";
    list += "\n";
    count += names.size();
  }
  return std::to_string(count) + " functions in " + std::to_string(units.size()) +
         " private headers:\n\n" + list;
}

void checkSeams(const Tree& tree, Report& report) {
  const Source* porting = tree.find(kPorting);
  if (porting == nullptr) return;
  const std::string& text = porting->text();
  const std::size_t begin = text.find(kBegin);
  const std::size_t end = text.find(kEnd);
  if (begin == std::string::npos || end == std::string::npos || end < begin) {
    report.add(*porting, 1, "no list of seams between its two marks");
    return;
  }
  const std::size_t list = begin + kBegin.size();
  if (text.substr(list, end - list) == seamList(tree)) return;
  const auto line =
      std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(list), '\n');
  report.add(
      *porting, static_cast<std::size_t>(line) + 1,
      "the list of seams is not what lib/sys declares: replace it by that of `tidy --seams`");
}

}  // namespace tidy
