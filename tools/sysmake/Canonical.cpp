// tools/sysmake/Canonical.cpp -- One file has one spelling in a graph.
#include "sysmake/Canonical.hpp"

namespace sysmake {
namespace {

bool isSeparator(char c, sys::PathStyle style) {
  return c == '/' || (c == '\\' && style == sys::PathStyle::Windows);
}

/// Where the next separator from `from` on is, or the end.
std::size_t findSeparator(std::string_view path, std::size_t from, sys::PathStyle style) {
  std::size_t found =
      style == sys::PathStyle::Windows ? path.find_first_of("/\\", from) : path.find('/', from);
  return found == std::string_view::npos ? path.size() : found;
}

/// Removes the last component of `path`, which ends in a separator, down to `floor`.
void removeLast(std::string& path, std::size_t floor, sys::PathStyle style) {
  std::size_t end = path.size() - 1;
  while (end > floor && !isSeparator(path[end - 1], style)) --end;
  path.resize(end);
}

/// Makes every `\` a `/` and returns which separators were one.
std::uint64_t takeBackslashes(std::string& path) {
  std::uint64_t bits = 0;
  std::uint64_t mask = 1;
  for (char& c : path) {
    if (c == '\\') {
      bits |= mask;
      c = '/';
    }
    if (c == '/') mask <<= 1;
  }
  return bits;
}

}  // namespace

bool isCanonical(std::string_view path, sys::PathStyle style) {
  if (path.empty() || path.back() == '/') return false;
  if (style == sys::PathStyle::Windows && path.find('\\') != std::string_view::npos) return false;
  while (path.starts_with("../")) path.remove_prefix(3);
  // Only a `.` or `/` at the start of a component can be in the way.
  if (path.empty() || path[0] == '.') return false;
  for (std::size_t at = path.find('/'); at != std::string_view::npos; at = path.find('/', at + 1)) {
    if (path[at + 1] == '/' || path[at + 1] == '.') return false;
  }
  return true;
}

std::uint64_t canonicalize(std::string& path, sys::PathStyle style) {
  if (path.empty()) return 0;
  std::string result;
  result.reserve(path.size());
  std::size_t at = 0;
  if (isSeparator(path[0], style)) {
    bool isNetwork =
        style == sys::PathStyle::Windows && path.size() > 1 && isSeparator(path[1], style);
    at = isNetwork ? 2 : 1;
    result.append(path, 0, at);
  }
  const std::size_t root = result.size();
  std::size_t floor = root;  // After the leading `..`, which nothing takes back.

  while (at < path.size()) {
    std::size_t end = findSeparator(path, at, style);
    std::string_view component = std::string_view(path).substr(at, end - at);
    at = end + 1;
    if (component.empty() || component == ".") continue;
    if (component == ".." && result.size() > floor) {
      removeLast(result, floor, style);
      continue;
    }
    result.append(component);
    result.push_back(end < path.size() ? path[end] : '/');
    if (component == "..") floor = result.size();
  }
  if (result.size() > root) result.pop_back();
  if (result.empty()) result.push_back('.');
  path = std::move(result);
  return style == sys::PathStyle::Windows ? takeBackslashes(path) : 0;
}

std::string decanonicalize(std::string_view path, std::uint64_t slashBits) {
  std::string result(path);
  for (std::size_t at = 0; slashBits != 0 && at < result.size(); ++at) {
    if (result[at] != '/') continue;
    if ((slashBits & 1) != 0) result[at] = '\\';
    slashBits >>= 1;
  }
  return result;
}

}  // namespace sysmake
