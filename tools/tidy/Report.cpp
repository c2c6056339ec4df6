// tools/tidy/Report.cpp -- The violations found, and the list of everything that looks for them.
#include <algorithm>
#include <tuple>
#include <utility>

#include "Checks.hpp"

namespace tidy {

void Report::add(const Source& source, std::size_t line, std::string message) {
  add(source.path(), line, std::move(message));
}

void Report::add(std::string path, std::size_t line, std::string message) {
  violations_.push_back({std::move(path), line, std::move(message)});
}

std::vector<Violation> Report::take() {
  std::ranges::stable_sort(violations_, [](const Violation& a, const Violation& b) {
    return std::tie(a.path, a.line) < std::tie(b.path, b.line);
  });
  return std::exchange(violations_, {});
}

std::span<const Check> allChecks() {
  static constexpr Check kChecks[] = {checkIncludes,       checkPlatformIncludeIsLast,
                                      checkPlatformMacros, checkBypass,
                                      checkInterface,      checkTypeComments,
                                      checkThrows,         checkLeavesDefine,
                                      checkFirstLines,     checkLines,
                                      checkComments,       checkReservedNames,
                                      checkSizes,          checkUses,
                                      checkSeams};
  return kChecks;
}

}  // namespace tidy
