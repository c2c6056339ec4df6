// lib/sys/Environment.cpp -- Variables as a sorted list, and the search for a program in them.
#include "sys/Environment.hpp"

#include <algorithm>

#include "EnvironmentOs.hpp"
#include "Error.hpp"
#include "sys/Directory.hpp"

namespace sys {

static char foldedCase(char c) {
  return native::kWindows && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

static int compareNames(std::string_view a, std::string_view b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < shorter; ++i) {
    const unsigned char left = static_cast<unsigned char>(foldedCase(a[i]));
    const unsigned char right = static_cast<unsigned char>(foldedCase(b[i]));
    if (left != right) return left < right ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : (a.size() < b.size() ? -1 : 1);
}

// The name of an entry; Windows keeps variables whose names begin with `=`.
static std::string_view nameOf(std::string_view entry) {
  return entry.substr(0, std::min(entry.find('=', 1), entry.size()));
}

static bool entryBefore(const std::string& entry, std::string_view name) {
  return compareNames(nameOf(entry), name) < 0;
}

// The extra variables of Windows pass, but nobody else may make one.
static void checkName(std::string_view name) {
  refuseNul(name, "the name of an environment variable");
  if (name.empty() || name.find('=', native::kWindows ? 1 : 0) != std::string_view::npos) {
    fail(name, "cannot be the name of an environment variable",
         name.empty() ? "it is empty" : "it contains '='");
  }
}

Environment Environment::current() try {
  Environment result;
  result.entries_ = Os::entries();
  // What has no `=` is no variable.
  std::erase_if(result.entries_,
                [](const std::string& entry) { return entry.find('=', 1) == entry.npos; });
  std::stable_sort(
      result.entries_.begin(), result.entries_.end(),
      [](const std::string& a, const std::string& b) { return entryBefore(a, nameOf(b)); });
  const auto twice = std::unique(result.entries_.begin(), result.entries_.end(),
                                 [](const std::string& a, const std::string& b) {
                                   return compareNames(nameOf(a), nameOf(b)) == 0;
                                 });
  result.entries_.erase(twice, result.entries_.end());
  return result;
} catch (...) {
  rethrowAsString();
}

std::optional<std::string> Environment::get(std::string_view name) try {
  return current().find(name);
} catch (...) {
  rethrowAsString();
}

std::optional<std::string> Environment::find(std::string_view name) const try {
  checkName(name);
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), name, entryBefore);
  if (at == entries_.end() || compareNames(nameOf(*at), name) != 0) return std::nullopt;
  return at->substr(name.size() + 1);
} catch (...) {
  rethrowAsString();
}

Environment& Environment::set(std::string_view name, std::string_view value) try {
  checkName(name);
  refuseNul(value, "the value of an environment variable");
  std::string entry(name);
  entry.append("=").append(value);
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), name, entryBefore);
  if (at != entries_.end() && compareNames(nameOf(*at), name) == 0) {
    *at = std::move(entry);
  } else {
    entries_.insert(at, std::move(entry));
  }
  return *this;
} catch (...) {
  rethrowAsString();
}

Environment& Environment::unset(std::string_view name) try {
  checkName(name);
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), name, entryBefore);
  if (at != entries_.end() && compareNames(nameOf(*at), name) == 0) entries_.erase(at);
  return *this;
} catch (...) {
  rethrowAsString();
}

// `path` as it is or, if its name has no extension that says what it is, with those that the system
// tries.
static std::optional<Path> asProgram(const Path& path, const std::vector<std::string>& extensions,
                                     bool (*isProgram)(const Path& path)) {
  if (extensions.empty()) return isProgram(path) ? std::optional(path) : std::nullopt;
  if (!path.extension().empty() && isProgram(path)) return path;
  for (const std::string& extension : extensions) {
    Path whole(path.text() + extension);
    if (isProgram(whole)) return whole;
  }
  return std::nullopt;
}

std::optional<Path> Environment::findProgram(std::string_view program) const try {
  const Path name(program);
  if (name.name().empty() || name.name() == "." || name.name() == "..") return std::nullopt;
  const std::vector<std::string> extensions = Os::programExtensions(*this);
  if (name.name().size() != program.size()) {
    const Path absolute = name.isAbsolute() ? name : Directory::current().join(name);
    return asProgram(absolute, extensions, Os::isProgram);
  }
  const std::string path = find("PATH").value_or("");
  constexpr char kSeparator = native::kWindows ? ';' : ':';
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(kSeparator, begin), path.size());
    std::string entry = path.substr(begin, end - begin);
    // Windows allows quotation marks around an entry.
    if (native::kWindows) std::erase(entry, '"');
    begin = end + 1;
    const Path directory(entry);
    if (!directory.isAbsolute()) continue;
    if (const auto found = asProgram(directory.join(name), extensions, Os::isProgram)) return found;
  }
  return std::nullopt;
} catch (...) {
  rethrowAsString();
}

}  // namespace sys

#include "platform/Environment.cpp"
