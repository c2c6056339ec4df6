// tools/tidy/InterfaceChecks.cpp -- What a public header must not show, and what the library
// throws.
#include <algorithm>
#include <string_view>

#include "Checks.hpp"
#include "Words.hpp"

namespace tidy {

namespace {

using Tokens = std::vector<Token>;

constexpr std::string_view kAwaitable[] = {"await_ready", "await_suspend", "await_resume",
                                           "final_suspend"};

bool hasToken(const Tokens& code, std::size_t begin, std::size_t end, std::string_view text) {
  return std::any_of(code.begin() + static_cast<std::ptrdiff_t>(begin),
                     code.begin() + static_cast<std::ptrdiff_t>(std::min(end, code.size())),
                     [&](const Token& token) { return token.is(text); });
}

std::string lastScope(const Item& item) {
  const std::size_t colon = item.scope.rfind("::");
  return colon == std::string::npos ? item.scope : item.scope.substr(colon + 2);
}

// X(X&&) and operator=(X&&).
bool isMove(const Source& source, const Item& item) {
  const std::string own = lastScope(item);
  if (own.empty() || (item.name != own && item.name != "operator=")) return false;
  const Tokens& code = source.code();
  for (std::size_t index = item.nameAt; index + 2 < item.bodyAt; ++index) {
    if (code[index].is("(")) return code[index + 1].is(own) && code[index + 2].is("&&");
  }
  return false;
}

// An aggregate is a struct that hides nothing: all its data is its interface. A class with one
// private member is a class, and then nothing of its data is public.
bool isAggregate(const Source& source, const Item& type) {
  if (type.key != "struct" && type.key != "union") return false;
  const std::string inside = type.qualified();
  return std::ranges::all_of(source.items(), [&](const Item& item) {
    const bool isMember = item.scope == inside;
    return !isMember || item.access == Access::Public || item.kind == ItemKind::Friend;
  });
}

void checkExceptionSpecification(const Source& source, const Item& item, Report& report) {
  const Tokens& code = source.code();
  const bool hasOne = hasToken(code, item.begin, item.bodyAt, "noexcept") ||
                      hasToken(code, item.begin, item.bodyAt, "throw");
  if (!hasOne || isMove(source, item) || contains(kAwaitable, item.name)) return;
  report.add(source, code[item.nameAt].line,
             item.qualified() +
                 " has an exception specification, which is for moving and "
                 "await_* alone");
}

void checkData(const Source& source, const Item& item, Report& report) {
  if (item.scope.empty() || item.access != Access::Public) return;
  const Tokens& code = source.code();
  const bool isConstant = hasToken(code, item.begin, item.nameAt, "constexpr");
  const auto type = std::ranges::find_if(source.items(), [&](const Item& candidate) {
    return candidate.kind == ItemKind::Type && candidate.isDefinition &&
           candidate.qualified() == item.scope;
  });
  if (isConstant || (type != source.items().end() && isAggregate(source, *type))) return;
  report.add(source, code[item.nameAt].line, item.qualified() + " is public data");
}

// A public type says what it is, in the line before it.
void checkComment(const Source& source, const Item& item, Report& report) {
  if (!item.isDefinition || item.access != Access::Public || item.name.empty()) return;
  const std::size_t line = source.lineOf(item);
  const bool hasComment = std::ranges::any_of(source.comments(), [&](const Token& comment) {
    return comment.text.starts_with("///") && comment.line + 1 == line;
  });
  if (!hasComment) report.add(source, line, item.qualified() + " has no comment");
}

// A throw's operand may be a std::string made on the spot, or what a function of the same file
// that returns one gives.
bool throwsString(const Source& source, std::size_t index) {
  const Tokens& code = source.code();
  const auto at = [&](std::size_t ahead) {
    return index + ahead < code.size() ? std::string_view(code[index + ahead].text)
                                       : std::string_view();
  };
  if (at(1) == ";") return true;
  if (at(1) == "std" && at(2) == "::" && at(3) == "string") return at(4) == "(" || at(4) == "{";
  return at(2) == "(" && std::ranges::any_of(source.items(), [&](const Item& item) {
           return item.kind == ItemKind::Function && item.name == at(1) &&
                  item.nameAt >= item.begin + 3 && code[item.nameAt - 1].is("string") &&
                  code[item.nameAt - 3].is("std");
         });
}

}  // namespace

void checkInterface(const Tree& tree, Report& report) {
  for (const Source& source : tree.sources()) {
    if (tree.area(source) != Area::Interface) continue;
    for (const Token& token : source.code()) {
      if (token.is("virtual")) report.add(source, token.line, "a virtual function");
    }
    for (const Item& item : source.items()) {
      if (item.kind == ItemKind::Data) checkData(source, item, report);
      if (item.kind != ItemKind::Type) checkExceptionSpecification(source, item, report);
    }
  }
}

void checkTypeComments(const Tree& tree, Report& report) {
  for (const Source& source : tree.sources()) {
    if (tree.area(source) != Area::Interface) continue;
    for (const Item& item : source.items()) {
      if (item.kind == ItemKind::Type) checkComment(source, item, report);
    }
  }
}

void checkThrows(const Tree& tree, Report& report) {
  for (const Source& source : tree.sources()) {
    const Area area = tree.area(source);
    if (area != Area::Interface && area != Area::Generic && area != Area::Layer) continue;
    const Tokens& code = source.code();
    for (std::size_t index = 0; index < code.size(); ++index) {
      if (!code[index].is("throw")) continue;
      if (!throwsString(source, index)) {
        report.add(source, code[index].line, "nothing but a std::string is thrown: see fail()");
      } else if (source.path() != "lib/sys/Error.cpp" && !code[index + 1].is(";")) {
        report.add(source, code[index].line,
                   "errors get their form in lib/sys/Error.cpp: call fail()");
      }
    }
  }
}

}  // namespace tidy
