// tools/tidy/PlatformChecks.cpp -- The operating system stays where it belongs: in the layers.
#include <algorithm>
#include <string_view>

#include "Checks.hpp"
#include "Words.hpp"

namespace tidy {

namespace {

using Tokens = std::vector<Token>;

bool isLayer(Area area) { return area == Area::Layer || area == Area::LayerTest; }

void checkConditionals(const Source& source, bool inLayer, Report& report) {
  for (const Directive& directive : source.directives()) {
    const bool isCondition = directive.name.starts_with("if") || directive.name.starts_with("elif");
    for (const Token& token : directive.tokens) {
      const bool isSystem = isCondition && contains(kSystemMacros, token.text);
      const bool isPlatform =
          contains(kPlatformMacros, token.text) || contains(kSystemMacros, token.text);
      if (isSystem) {
        report.add(source, token.line,
                   "#" + directive.name + " on " + token.text +
                       ": what differs between systems is a file in a layer");
      } else if (isPlatform && !inLayer) {
        report.add(source, token.line, token.text + " belongs in a layer of lib/sys");
      }
    }
  }
}

void checkPlatformNames(const Source& source, Report& report) {
  for (const Token& token : source.code()) {
    if (!token.isIdentifier()) continue;
    if (contains(kPlatformMacros, token.text) || contains(kSystemMacros, token.text)) {
      report.add(source, token.line, token.text + " belongs in a layer of lib/sys");
    }
  }
}

// What stands before the name at `index`, for the question whether the name is being declared.
bool isDeclared(const Tokens& code, std::size_t index) {
  if (index == 0) return false;
  const Token& before = code[index - 1];
  if (before.isIdentifier()) return !contains(kExpressionWords, before.text);
  if (before.is(">")) return true;
  if (!before.is("*") && !before.is("&")) return false;
  return index > 1 && (code[index - 2].isIdentifier() || code[index - 2].is(">")) &&
         !contains(kExpressionWords, code[index - 2].text);
}

bool declares(const Source& source, std::string_view name) {
  return std::ranges::any_of(source.items(), [&](const Item& item) { return item.name == name; });
}

bool hasOneArgument(const Tokens& code, std::size_t open) {
  const std::size_t end = afterBrackets(code, open) - 1;
  for (std::size_t index = open + 1; index < end; ++index) {
    if (code[index].is(",")) return false;
    if (code[index].is("(") || code[index].is("{") || code[index].is("[")) {
      index = afterBrackets(code, index) - 1;
    }
  }
  return true;
}

// `std` of `std::x`, `::` of `::x`, nothing without a qualification.
std::string_view qualification(const Tokens& code, std::size_t index) {
  if (index < 1 || !code[index - 1].is("::")) return {};
  if (index < 2) return "::";
  const Token& before = code[index - 2];
  const bool isScope = before.isIdentifier() && !contains(kExpressionWords, before.text);
  return isScope || before.is(">") ? std::string_view(before.text) : std::string_view("::");
}

// The name at `index` with its qualification, if it reaches the system; else nothing.
std::string bypass(const Source& source, std::size_t index) {
  const Tokens& code = source.code();
  const std::string& name = code[index].text;
  const std::string_view qualified = qualification(code, index);
  const bool isCall = index + 1 < code.size() && code[index + 1].is("(");
  if (qualified == "std") {
    const bool isFile =
        isCall && (name == "rename" || (name == "remove" && hasOneArgument(code, index + 1)));
    const bool isBypass = contains(kBypassNames, name) || contains(kBypassNamesQualified, name);
    return isFile || isBypass ? "std::" + name : std::string();
  }
  if (qualified == "::") {
    const bool isLanguage = name == "new" || name == "delete" || name == "operator";
    return isCall && !isLanguage ? "::" + name : std::string();
  }
  const bool isMember = index > 0 && (code[index - 1].is(".") || code[index - 1].is("->"));
  if (!qualified.empty() || isMember || !isCall || isDeclared(code, index)) return {};
  const bool isFile = contains(kBypassFileNames, name) && !declares(source, name);
  return isFile || contains(kBypassNames, name) ? name : std::string();
}

}  // namespace

void checkPlatformMacros(const Tree& tree, Report& report) {
  for (const Source& source : tree.sources()) {
    const Area area = tree.area(source);
    if (area == Area::Other || source.path() == "lib/sys/Windows/Windows.hpp") continue;
    checkConditionals(source, isLayer(area), report);
    if (!isLayer(area)) checkPlatformNames(source, report);
  }
}

void checkBypass(const Tree& tree, Report& report) {
  for (const Source& source : tree.sources()) {
    const Area area = tree.area(source);
    if (area == Area::Other || isLayer(area)) continue;
    for (const Directive& directive : source.directives()) {
      if (directive.name == "include" && contains(kBypassHeaders, includeTarget(directive))) {
        report.add(source, directive.line,
                   directive.tokens[0].text + " reaches the system behind the library's back");
      }
    }
    for (std::size_t index = 0; index < source.code().size(); ++index) {
      if (!source.code()[index].isIdentifier()) continue;
      const std::string name = bypass(source, index);
      if (name.empty()) continue;
      report.add(source, source.code()[index].line,
                 name + " reaches the system behind the library's back");
    }
  }
}

void checkReservedNames(const Tree& tree, Report& report) {
  for (const Source& source : tree.sources()) {
    const Tokens& code = source.code();
    const bool mayUse = isLayer(tree.area(source)) || tree.area(source) == Area::Other;
    for (std::size_t index = 0; index < code.size(); ++index) {
      if (!code[index].isIdentifier() || !contains(kReservedNames, code[index].text)) continue;
      if (mayUse && !isDeclared(code, index)) continue;
      report.add(source, code[index].line,
                 code[index].text + " is a macro on some system: choose another name");
    }
  }
}

}  // namespace tidy
