// tools/tidy/Outline.cpp -- The declarations of a C++ file, without knowing what the names mean.
#include "Outline.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace tidy {

namespace {

template <std::size_t kCount>
bool isOneOf(const Token& token, const std::array<std::string_view, kCount>& words) {
  return std::ranges::find(words, token.text) != words.end();
}

bool isOpening(const Token& token) {
  return token.kind == TokenKind::Punctuation && (token.is("(") || token.is("[") || token.is("{"));
}

bool isClosing(const Token& token) {
  return token.kind == TokenKind::Punctuation && (token.is(")") || token.is("]") || token.is("}"));
}

constexpr std::array<std::string_view, 3> kAccessWords = {"public", "protected", "private"};
constexpr std::array<std::string_view, 3> kClassKeys = {"class", "struct", "union"};
constexpr std::array<std::string_view, 3> kAliasWords = {"using", "typedef", "static_assert"};
// A parenthesis after one of these is not the parameter list.
constexpr std::array<std::string_view, 5> kWordsWithParentheses = {
    "alignas", "decltype", "explicit", "noexcept", "requires"};
constexpr std::array<std::string_view, 4> kTestMacros = {"TEST", "TEST_F", "TEST_P", "TYPED_TEST"};

class Outliner {
public:
  explicit Outliner(const std::vector<Token>& code) : code_(code) {}

  std::vector<Item> run() {
    while (at_ < code_.size()) {
      scope("", Access::Public);
      ++at_;  // A brace too many.
    }
    return std::move(items_);
  }

private:
  bool at(std::size_t index, std::string_view text) const {
    return index < code_.size() && code_[index].is(text);
  }

  bool isAttribute(std::size_t index) const { return at(index, "[") && at(index + 1, "["); }

  // Everything up to the brace that closes the scope, or the end.
  void scope(const std::string& name, Access access) {
    while (at_ < code_.size() && !at(at_, "}")) {
      if (at(at_, ";")) {
        ++at_;
      } else if (isOneOf(code_[at_], kAccessWords) && at(at_ + 1, ":")) {
        access = at(at_, "public")    ? Access::Public
                 : at(at_, "private") ? Access::Private
                                      : Access::Protected;
        at_ += 2;
      } else {
        declaration(name, access);
      }
    }
  }

  void declaration(const std::string& scopeName, Access access) {
    Item item;
    item.scope = scopeName;
    item.access = access;
    item.begin = at_;
    std::size_t first = afterPrefix(at_);
    if (at(first, "namespace") || (at(first, "inline") && at(first + 1, "namespace"))) {
      namespaceScope(first, scopeName);
    } else if (at(first, "extern") && at(first + 2, "{")) {
      enter(first + 2, scopeName, Access::Public);
    } else if (first < code_.size() && isOneOf(code_[first], kAliasWords)) {
      alias(std::move(item), first);
    } else if (at(first, "friend")) {
      item.kind = ItemKind::Friend;
      general(std::move(item), first + 1);
    } else if (at(first, "enum") || isForwardDeclaration(first) || isClassDefinition(first)) {
      type(std::move(item), first);
    } else {
      general(std::move(item), first);
    }
  }

  // Template parameters and attributes.
  std::size_t afterPrefix(std::size_t index) const {
    for (;;) {
      if (at(index, "template") && at(index + 1, "<")) {
        index = afterAngles(code_, index + 1);
      } else if (isAttribute(index)) {
        index = afterBrackets(code_, index);
      } else {
        return index;
      }
    }
  }

  void namespaceScope(std::size_t index, const std::string& scopeName) {
    while (index < code_.size() && !at(index, "{") && !at(index, ";")) ++index;
    if (at(index, "{")) {
      enter(index, scopeName, Access::Public);
    } else {
      at_ = index + 1;
    }
  }

  void enter(std::size_t brace, const std::string& scopeName, Access access) {
    at_ = brace + 1;
    scope(scopeName, access);
    ++at_;
  }

  void alias(Item item, std::size_t first) {
    item.kind = ItemKind::Alias;
    item.nameAt = first + 1;
    if (first + 1 < code_.size()) item.name = code_[first + 1].text;
    endAtSemicolon(std::move(item), first);
  }

  void endAtSemicolon(Item item, std::size_t index) {
    while (index < code_.size() && !at(index, ";") && !at(index, "}")) {
      index = isOpening(code_[index]) ? afterBrackets(code_, index) : index + 1;
    }
    at_ = at(index, ";") ? index + 1 : index;
    if (at_ == item.begin) ++at_;
    item.end = at_;
    if (item.bodyAt == 0) item.bodyAt = item.end;
    items_.push_back(std::move(item));
  }

  bool isForwardDeclaration(std::size_t index) const {
    return index < code_.size() && isOneOf(code_[index], kClassKeys) && at(index + 2, ";");
  }

  bool isClassDefinition(std::size_t index) const {
    if (index >= code_.size() || !isOneOf(code_[index], kClassKeys)) return false;
    for (++index; index < code_.size(); ++index) {
      if (at(index, "{")) return true;
      if (at(index, "alignas")) index = afterBrackets(code_, index + 1) - 1;
      if (at(index, "<")) index = afterAngles(code_, index) - 1;
      if (at(index, "(") || at(index, ";") || at(index, "=")) return false;
    }
    return false;
  }

  // A class or an enumeration. Its name is the last one before its bases or members.
  void type(Item item, std::size_t first) {
    item.kind = ItemKind::Type;
    item.key = code_[first].text;
    std::size_t index = first + 1;
    for (; index < code_.size() && !at(index, "{") && !at(index, ";") && !at(index, ":"); ++index) {
      if (isAttribute(index)) index = afterBrackets(code_, index);
      if (at(index, "alignas")) index = afterBrackets(code_, index + 1);
      if (index >= code_.size() || !code_[index].isIdentifier() || at(index, "final")) continue;
      if (isOneOf(code_[index], kClassKeys)) continue;
      if (at(index - 1, "::")) item.scope += (item.scope.empty() ? "" : "::") + item.name;
      item.name = code_[index].text;
      item.nameAt = index;
    }
    for (; index < code_.size() && !at(index, "{") && !at(index, ";"); ++index) {
      const bool isLast = at(index + 1, ",") || at(index + 1, "{") || at(index + 1, "<");
      if (code_[index].isIdentifier() && isLast) item.bases.push_back(code_[index].text);
    }
    item.isDefinition = at(index, "{");
    if (!item.isDefinition) return endAtSemicolon(std::move(item), index);
    item.bodyAt = index;
    item.end = afterBrackets(code_, index);
    const std::string inner = item.qualified();
    const bool isEnum = item.key == "enum";
    const Access access = item.key == "class" ? Access::Private : Access::Public;
    const std::size_t end = item.end;
    items_.push_back(std::move(item));
    if (!isEnum) enter(index, inner, access);
    at_ = end;
    while (at_ < code_.size() && !at(at_, ";") && !at(at_, "}")) ++at_;
  }

  // A function or a variable: which one, the first parenthesis outside template arguments tells.
  void general(Item item, std::size_t index) {
    for (; index < code_.size(); ++index) {
      if (at(index, "operator")) return operatorFunction(std::move(item), index);
      if (isAttribute(index)) {
        index = afterBrackets(code_, index) - 1;
      } else if (at(index, "<") && index > item.begin && code_[index - 1].isIdentifier()) {
        index = afterAngles(code_, index) - 1;
      } else if (at(index, "(")) {
        const Token& before = code_[index > item.begin ? index - 1 : index];
        if (isOneOf(before, kWordsWithParentheses)) {
          index = afterBrackets(code_, index) - 1;
        } else if (before.isIdentifier() && !at(index + 1, "*") && !at(index + 1, "&")) {
          return function(std::move(item), index - 1, index);
        } else {
          return data(std::move(item), index);
        }
      } else if (at(index, "=") || at(index, ";") || at(index, "{") || at(index, ":") ||
                 at(index, "[") || at(index, "}") || at(index, ",")) {
        return data(std::move(item), index);
      }
    }
    at_ = code_.size();
  }

  // `index` is behind its name; of a pointer to function it is the parenthesis before.
  void data(Item item, std::size_t index) {
    if (at(index, "(")) {
      while (index < code_.size() && !code_[index].isIdentifier()) ++index;
      ++index;
    }
    if (index > item.begin) {
      item.nameAt = index - 1;
      item.name = code_[index - 1].text;
    }
    if (item.kind != ItemKind::Friend) item.kind = ItemKind::Data;
    endAtSemicolon(std::move(item), index);
  }

  void operatorFunction(Item item, std::size_t index) {
    const std::size_t nameAt = index;
    std::string name = "operator";
    ++index;
    if (at(index, "(") && at(index + 1, ")")) {
      name += "()";
      index += 2;
    }
    for (; index < code_.size() && !at(index, "("); ++index) {
      if (code_[index].isIdentifier()) name += " ";
      name += code_[index].text;
    }
    function(std::move(item), nameAt, index, name);
  }

  void function(Item item, std::size_t nameAt, std::size_t parameters, std::string name = {}) {
    if (item.kind != ItemKind::Friend) item.kind = ItemKind::Function;
    if (name.empty()) name = code_[nameAt].text;
    if (nameAt > item.begin && at(nameAt - 1, "~")) name = "~" + code_[--nameAt + 1].text;
    item.name = std::move(name);
    item.nameAt = nameAt;
    std::string qualification;
    for (std::size_t k = nameAt; k >= item.begin + 2 && at(k - 1, "::"); k -= 2) {
      if (!code_[k - 2].isIdentifier()) break;
      if (!qualification.empty()) qualification.insert(0, "::");
      qualification.insert(0, code_[k - 2].text);
    }
    if (!qualification.empty()) {
      item.scope += (item.scope.empty() ? "" : "::") + qualification;
    }
    if (isOneOf(code_[nameAt], kTestMacros) && at(parameters + 2, ",")) {
      item.name = code_[parameters + 1].text + "." + code_[parameters + 3].text;
    }
    afterParameters(std::move(item), afterBrackets(code_, parameters));
  }

  // `TABLE_ROW(a, b)` on its own, which needs no semicolon: a call of a macro is no declaration.
  bool isMacroCall(const Item& item, std::size_t after) const {
    const bool hasType = item.nameAt != item.begin;
    const auto isUpper = [](char c) { return (c < 'a' || c > 'z') && c != '~'; };
    return !hasType && std::ranges::all_of(item.name, isUpper) && item.scope.empty() &&
           after < code_.size() && code_[after].isIdentifier() &&
           code_[after].line > code_[after - 1].line;
  }

  void afterParameters(Item item, std::size_t index) {
    if (isMacroCall(item, index)) {
      at_ = index;
      return;
    }
    for (; index < code_.size(); ++index) {
      if (at(index, ";") || at(index, "}") || at(index, "=") || at(index, ",")) {
        return endAtSemicolon(std::move(item), index);
      }
      if (at(index, "{")) return body(std::move(item), index);
      if (at(index, ":")) return body(std::move(item), afterInitializers(index));
      if (at(index, "<")) index = afterAngles(code_, index) - 1;
      if (isOpening(code_[index])) index = afterBrackets(code_, index) - 1;
    }
    endAtSemicolon(std::move(item), index);
  }

  // A constructor's: each is a name and something in brackets.
  std::size_t afterInitializers(std::size_t index) const {
    do {
      ++index;
      while (index < code_.size() && !at(index, "(") && !at(index, "{")) {
        index = at(index, "<") ? afterAngles(code_, index) : index + 1;
      }
      index = afterBrackets(code_, index);
    } while (at(index, ","));
    return index;
  }

  void body(Item item, std::size_t brace) {
    item.isDefinition = true;
    item.bodyAt = brace;
    std::size_t end = afterBrackets(code_, brace);
    while (at(end, "catch")) end = afterBrackets(code_, afterBrackets(code_, end + 1));
    item.end = end;
    at_ = end;
    items_.push_back(std::move(item));
  }

  const std::vector<Token>& code_;
  std::size_t at_ = 0;
  std::vector<Item> items_;
};

}  // namespace

std::vector<Item> outline(const std::vector<Token>& code) { return Outliner(code).run(); }

std::size_t afterBrackets(const std::vector<Token>& code, std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t index = open; index < code.size(); ++index) {
    if (isOpening(code[index])) ++depth;
    if (isClosing(code[index]) && depth > 0) --depth;
    if (depth == 0) return index + 1;
  }
  return code.size();
}

std::size_t afterAngles(const std::vector<Token>& code, std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t index = open; index < code.size(); ++index) {
    if (code[index].is("<")) ++depth;
    if (code[index].is(">") && --depth == 0) return index + 1;
    if (code[index].is(";") || code[index].is("}")) break;
    if (isOpening(code[index])) index = afterBrackets(code, index) - 1;
  }
  return open + 1;
}

}  // namespace tidy
