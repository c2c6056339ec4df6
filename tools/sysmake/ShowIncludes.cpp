// tools/sysmake/ShowIncludes.cpp -- Microsoft's compiler names what it reads on its output.
#include "sysmake/ShowIncludes.hpp"

#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <array>

#include "sysmake/Canonical.hpp"

namespace sysmake {
namespace {

constexpr std::string_view kEnglishPrefix = "Note: including file: ";

std::string lowered(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

/// Whether the line is no more than the name of a source file.
bool isSourceName(std::string_view line) {
  constexpr std::array<std::string_view, 5> kExtensions = {".c", ".cc", ".cxx", ".cpp", ".c++"};
  std::string name = lowered(line);
  return std::any_of(kExtensions.begin(), kExtensions.end(),
                     [&](std::string_view extension) { return name.ends_with(extension); });
}

bool isSystemHeader(std::string_view path) {
  std::string name = lowered(path);
  return name.find("program files") != std::string::npos ||
         name.find("microsoft visual studio") != std::string::npos;
}

std::string normalized(std::string_view include, const sys::Path& directory) {
  std::string path(include);
  if (directory.style() == sys::PathStyle::Windows) {
    sys::Path absolute = directory.join(sys::Path(include, directory.style()));
    try {
      path = absolute.relativeTo(directory).text();
    } catch (const std::string&) {
      path = absolute.text();  // On another drive.
    }
  }
  canonicalize(path, directory.style());
  return path;
}

}  // namespace

ShowIncludes filterShowIncludes(std::string_view output, std::string_view prefix,
                                const sys::Path& directory) {
  if (prefix.empty()) prefix = kEnglishPrefix;
  ShowIncludes result;
  absl::flat_hash_set<std::string> seen;
  bool hasIncludes = false;
  while (!output.empty()) {
    std::size_t end = std::min(output.find_first_of("\r\n"), output.size());
    std::string_view line = output.substr(0, end);
    output.remove_prefix(end);
    if (output.starts_with('\r')) output.remove_prefix(1);
    if (output.starts_with('\n')) output.remove_prefix(1);

    if (line.size() > prefix.size() && line.starts_with(prefix)) {
      hasIncludes = true;
      line.remove_prefix(std::min(line.find_first_not_of(' ', prefix.size()), line.size()));
      std::string include = normalized(line, directory);
      if (include.empty() || isSystemHeader(include) || !seen.insert(include).second) continue;
      result.includes.push_back(std::move(include));
    } else if (hasIncludes || !isSourceName(line)) {
      result.output.append(line).append("\n");
    }
  }
  return result;
}

}  // namespace sysmake
