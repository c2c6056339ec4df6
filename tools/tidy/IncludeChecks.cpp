// tools/tidy/IncludeChecks.cpp -- Who may include what.
#include <algorithm>
#include <string_view>

#include "Checks.hpp"
#include "Words.hpp"

namespace tidy {

namespace {

bool isOf(std::string_view target, std::string_view directory) {
  return target.starts_with(directory);
}

bool isStandard(std::string_view target) { return contains(kStandardHeaders, target); }

// A quoted name is one of ours if the file is there, or what it is configured from: beside the
// file, or where the build looks.
bool isOwnFile(const Tree& tree, const Source& source, std::string_view target) {
  const std::string_view path = source.path();
  const std::string beside(path.substr(0, path.rfind('/') + 1));
  const std::string_view tool = path.substr(0, path.find('/', path.find('/') + 1) + 1);
  for (const std::string& root : {beside, std::string(tool), std::string("unittests/"),
                                  std::string("lib/sys/"), std::string("tools/")}) {
    const std::string name = root + std::string(target);
    const Source* found = tree.find(name);
    if (found == nullptr && tree.find(name + ".in") != nullptr) return true;
    if (found == nullptr) continue;
    const Area from = tree.area(source);
    const Area to = tree.area(*found);
    if (to == Area::Layer) return false;
    if (to == Area::LayerTest) return false;
    if (from == Area::Generic) return to == Area::Generic;
    if (from == Area::Tool) return to == Area::Tool;
    return from == Area::Test;
  }
  return false;
}

bool isAllowedOutsideLayers(const Tree& tree, const Source& source, const Directive& include) {
  const std::string_view target = includeTarget(include);
  const Area area = tree.area(source);
  if (isAngled(include)) {
    if (area == Area::Test && (isOf(target, "gtest/") || isOf(target, "gmock/"))) return true;
    if (area == Area::Tool && isOf(target, "absl/")) return true;
    return isStandard(target);
  }
  if (isOf(target, "sys/")) return true;
  if (area == Area::Interface) return false;
  if (area == Area::Tool && isOf(target, "absl/")) return true;
  if (area != Area::Tool && isOf(target, "platform/")) return true;
  return isOwnFile(tree, source, target);
}

std::string_view permitted(Area area) {
  switch (area) {
    case Area::Interface:
      return "include/ has standard and \"sys/...\" headers only";
    case Area::Generic:
      return "the generic part has standard, \"sys/...\" and its own headers only; the system "
             "belongs in a layer";
    case Area::Tool:
      return "tools have standard, \"sys/...\", \"absl/...\" and their own headers only";
    default:
      return "tests have standard, \"sys/...\", gtest and the project's generic headers only; the "
             "system belongs in the tests of a layer";
  }
}

// Tests of a layer may include the system's headers themselves: what they find out should not
// depend on what they test.
void checkLayer(const Source& source, const Directive& include, Report& report) {
  const std::string_view target = includeTarget(include);
  const std::string_view path = source.path();
  const bool isPrelude = path == "lib/sys/Windows/Windows.hpp" || path.starts_with("unittests/");
  if (contains(kWindowsPreludeHeaders, target) && !isPrelude) {
    report.add(source, include.line,
               "<" + std::string(target) + "> is included in lib/sys/Windows/Windows.hpp alone");
  }
  if (path.find("/Windows/") != std::string_view::npos && contains(kUnixHeaders, target)) {
    report.add(source, include.line,
               "<" + std::string(target) + "> is no header of Windows, although mingw has it");
  }
}

}  // namespace

void checkIncludes(const Tree& tree, Report& report) {
  for (const Source& source : tree.sources()) {
    const Area area = tree.area(source);
    for (const Directive& directive : source.directives()) {
      if (!directive.name.starts_with("include")) continue;
      if (includeTarget(directive).find("..") != std::string_view::npos) {
        report.add(source, directive.line, "no `..` in includes: name the file from the root");
      } else if (area == Area::Layer || area == Area::LayerTest) {
        checkLayer(source, directive, report);
      } else if (area != Area::Other && !isAllowedOutsideLayers(tree, source, directive)) {
        report.add(source, directive.line,
                   directive.tokens.empty()
                       ? "the target of an #include is written out"
                       : directive.tokens[0].text + ": " + std::string(permitted(area)));
      }
    }
  }
}

void checkPlatformIncludeIsLast(const Tree& tree, Report& report) {
  for (const Source& source : tree.sources()) {
    const Area area = tree.area(source);
    if ((area != Area::Generic && area != Area::Layer) || !source.isUnit()) continue;
    std::size_t lastLine = 0;
    for (const Token& token : source.code()) lastLine = std::max(lastLine, token.line);
    for (const Token& token : source.comments()) lastLine = std::max(lastLine, token.line);
    const auto& directives = source.directives();
    std::size_t platformIncludes = 0;
    for (const Directive& directive : directives) {
      const bool isPlatform = includeTarget(directive).starts_with("platform/");
      if (isPlatform) ++platformIncludes;
      if (!isPlatform) lastLine = std::max(lastLine, directive.line);
    }
    for (const Directive& directive : directives) {
      if (!includeTarget(directive).starts_with("platform/")) continue;
      if (directive.line < lastLine) {
        report.add(source, directive.line, "nothing follows the include of the platform's part");
      }
      const std::string_view unit = source.path();
      const std::string own = "platform/" + std::string(unit.substr(unit.rfind('/') + 1));
      if (area == Area::Generic && (includeTarget(directive) != own || platformIncludes > 1)) {
        report.add(source, directive.line, "a generic unit includes its own part, \"" + own + "\"");
      }
    }
  }
}

}  // namespace tidy
