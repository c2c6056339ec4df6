// tools/tidy/Uses.cpp -- Which member function a call means, guessed from names well enough to find
// those that nobody calls.
#include "Uses.hpp"

#include <algorithm>
#include <utility>

#include "Words.hpp"

namespace tidy {

namespace {

using Tokens = std::vector<Token>;
using Names = std::set<std::string>;

// What a container or optional is asked for its element by.
constexpr std::string_view kAccessors[] = {"value",        "value_or", "front",  "back",
                                           "at",           "get",      "top",    "find",
                                           "emplace_back", "emplace",  "second", "first"};

bool isAt(const Tokens& code, std::size_t index, std::string_view text) {
  return index < code.size() && code[index].is(text);
}

// `name(`, or `name<...>(` with nothing but names and scopes between.
bool isCalled(const Tokens& code, std::size_t index) {
  std::size_t next = index + 1;
  if (isAt(code, next, "<")) {
    while (next < code.size() && (code[next].isIdentifier() || isAt(code, next, "<") ||
                                  isAt(code, next, "::") || isAt(code, next, ","))) {
      ++next;
    }
    while (isAt(code, next, ">")) ++next;
  }
  return isAt(code, next, "(");
}

std::size_t beforeBrackets(const Tokens& code, std::size_t close) {
  std::size_t depth = 0;
  for (std::size_t index = close + 1; index-- > 0;) {
    const std::string& text = code[index].text;
    if (code[index].kind != TokenKind::Punctuation) continue;
    if (text == ")" || text == "]" || text == "}") ++depth;
    if (text == "(" || text == "[" || text == "{") --depth;
    if (depth == 0) return index;
  }
  return 0;
}

bool isAnyIn(const Tokens& code, std::size_t begin, std::size_t end, const Names& names) {
  for (std::size_t index = begin; index < end && index < code.size(); ++index) {
    if (code[index].isIdentifier() && names.contains(code[index].text)) return true;
  }
  return false;
}

// Behind a type's name: what still belongs to the type, `*`, `>` and the like. In the arguments of
// a template the arguments that follow belong to it too.
std::size_t afterType(const Tokens& code, std::size_t index) {
  while (index < code.size()) {
    if (isAt(code, index, "<")) {
      index = afterAngles(code, index);
    } else if (isAt(code, index, ",")) {
      std::size_t end = index;
      while (end < code.size() && !code[end].is(">")) {
        const bool isType = code[end].isIdentifier() || code[end].is(",") || code[end].is("::") ||
                            code[end].is("*");
        if (!isType) return index;
        ++end;
      }
      index = end;
    } else if (isAt(code, index, ">") || isAt(code, index, "*") || isAt(code, index, "&") ||
               isAt(code, index, "&&") || isAt(code, index, "const") || isAt(code, index, "...")) {
      ++index;
    } else {
      return index;
    }
  }
  return index;
}

// `Path name`, `std::vector<Path>& names`, `Path Graph::output`: the name that follows a type.
void addDeclared(const Tokens& code, const Names& family, Names& into) {
  for (std::size_t index = 0; index < code.size(); ++index) {
    if (!code[index].isIdentifier() || !family.contains(code[index].text)) continue;
    if (index > 0 && (code[index - 1].is(".") || code[index - 1].is("->"))) continue;
    std::size_t name = afterType(code, index + 1);
    while (isAt(code, name + 1, "::")) name += 2;
    if (name > index && name < code.size() && code[name].isIdentifier()) {
      into.insert(code[name].text);
      // `Path first, second;`
      while (isAt(code, name + 1, ",") && isAt(code, name + 3, ";"))
        into.insert(code[name += 2].text);
    }
  }
}

// `auto name = ...`, `for (const auto& name : ...)`, `auto [a, b] = ...`: true if one was new.
bool addDeduced(const Tokens& code, const Names& bringers, Names& into) {
  bool isNew = false;
  for (std::size_t index = 0; index < code.size(); ++index) {
    if (!code[index].is("auto")) continue;
    std::size_t name = afterType(code, index + 1);
    std::size_t last = isAt(code, name, "[") ? afterBrackets(code, name) : name + 1;
    if (!isAt(code, last, "=") && !isAt(code, last, ":")) continue;
    std::size_t end = last;
    while (end < code.size() && !code[end].is(";") && !code[end].is(")")) {
      const bool isOpen = code[end].is("(") || code[end].is("{") || code[end].is("[");
      end = isOpen ? afterBrackets(code, end) : end + 1;
    }
    if (!isAnyIn(code, last, end, bringers)) continue;
    for (; name < last; ++name) {
      if (code[name].isIdentifier()) isNew |= into.insert(code[name].text).second;
    }
  }
  return isNew;
}

// Whether what ends at `last`, before a `.` or `->`, may be of a type that `names` bring.
bool mayBring(const Tokens& code, std::size_t last, const Names& names) {
  if (code[last].isIdentifier()) return names.contains(code[last].text);
  const bool isCall = code[last].is(")");
  if (!isCall && !code[last].is("]") && !code[last].is("}")) return false;
  const std::size_t open = beforeBrackets(code, last);
  if (open == 0) return false;
  const Token& before = code[open - 1];
  if (!before.isIdentifier() || contains(kExpressionWords, before.text)) {
    // `(*path).name()`, `to<&X::f>(x).g()`
    return isAnyIn(code, open, last, names) || (before.is(">") && isAnyIn(code, 0, open, names));
  }
  if (names.contains(before.text)) return true;
  const bool isMember = open >= 3 && (code[open - 2].is(".") || code[open - 2].is("->"));
  if (isMember && contains(kAccessors, before.text)) return mayBring(code, open - 3, names);
  return before.is("move") && isAnyIn(code, open, last, names);
}

bool isDirectlyIn(std::string_view path, std::string_view directory) {
  return path.starts_with(directory) && path.find('/', directory.size()) == std::string_view::npos;
}

}  // namespace

Uses::Uses(const Interface& surface, std::vector<const Source*> sources)
    : surface_(surface), sources_(std::move(sources)) {}

bool Uses::has(std::string_view className, std::string_view function) const {
  return std::ranges::any_of(
      sources_, [&](const Source* source) { return hasIn(*source, className, function); });
}

std::set<std::string> Uses::carriers(const Source& source, const std::set<std::string>& family,
                                     std::string_view className) const {
  Names names = family;
  if (const auto makers = surface_.makers.find(className); makers != surface_.makers.end()) {
    names.insert(makers->second.begin(), makers->second.end());
  }
  const std::string_view path = source.path();
  const std::string_view directory = path.substr(0, path.rfind('/') + 1);
  for (const Source* other : sources_) {
    const bool isNear = other->isHeader() && isDirectlyIn(other->path(), directory);
    if (other == &source || isNear) addDeclared(other->code(), family, names);
  }
  while (addDeduced(source.code(), names, names)) {
  }
  return names;
}

bool Uses::hasIn(const Source& source, std::string_view className,
                 std::string_view function) const {
  const Tokens& code = source.code();
  Names family = {std::string(className)};
  if (const auto found = surface_.families.find(className); found != surface_.families.end()) {
    family = found->second;
  }
  std::vector<std::size_t> members;
  for (std::size_t index = 0; index < code.size(); ++index) {
    if (!code[index].is(function) || !code[index].isIdentifier()) continue;
    if (className == function) return true;
    const bool isMember = index > 1 && (code[index - 1].is(".") || code[index - 1].is("->"));
    if (isMember) {
      members.push_back(index);
    } else if (className.empty()) {
      if (isCalled(code, index)) return true;
    } else if (index > 1 && code[index - 1].is("::") && family.contains(code[index - 2].text)) {
      return true;
    }
  }
  if (members.empty() || className.empty()) return false;
  const Names names = carriers(source, family, className);
  return std::ranges::any_of(members,
                             [&](std::size_t index) { return mayBring(code, index - 2, names); });
}

}  // namespace tidy
