// tools/sysmake/Version.cpp -- Versions are compared by their first two numbers, as Ninja does.
#include "sysmake/Version.hpp"

#include <utility>

namespace sysmake {
namespace {

/// The number that `text` starts with, taken off; 0 if there is none.
int takeNumber(std::string_view& text) {
  int number = 0;
  while (!text.empty() && text[0] >= '0' && text[0] <= '9' && number < 100'000'000) {
    number = number * 10 + (text[0] - '0');
    text.remove_prefix(1);
  }
  return number;
}

std::pair<int, int> majorMinor(std::string_view version) {
  int major = takeNumber(version);
  if (version.starts_with('.')) version.remove_prefix(1);
  return {major, takeNumber(version)};
}

}  // namespace

VersionFit compareVersions(std::string_view required, std::string_view own) {
  std::pair<int, int> theirs = majorMinor(required);
  std::pair<int, int> ours = majorMinor(own);
  if (ours < theirs) return VersionFit::TooNew;
  return ours.first > theirs.first ? VersionFit::Older : VersionFit::Good;
}

}  // namespace sysmake
