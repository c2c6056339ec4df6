// lib/sys/EnvironmentText.cpp -- Which files a program's name may mean, without looking at any.
#include "EnvironmentText.hpp"

#include <algorithm>
#include <utility>

#include "Ascii.hpp"
#include "PathSyntax.hpp"

namespace sys::variables {

namespace {

int capital(char byte) { return static_cast<unsigned char>(ascii::toUpper(byte)); }

// Entries may stand between quotation marks on Windows, where a `;` is part of them.
std::vector<std::string> splitList(std::string_view text, PathStyle style) {
  const char separator = style == PathStyle::Windows ? ';' : ':';
  std::vector<std::string> parts(1);
  bool isQuoted = false;
  for (const char byte : text) {
    if (byte == '"' && style == PathStyle::Windows) {
      isQuoted = !isQuoted;
    } else if (byte == separator && !isQuoted) {
      parts.emplace_back();
    } else {
      parts.back() += byte;
    }
  }
  return parts;
}

std::vector<std::string> executableExtensions(std::string_view list) {
  std::vector<std::string> extensions;
  for (std::string& extension :
       splitList(list.empty() ? ".COM;.EXE;.BAT;.CMD" : list, PathStyle::Windows)) {
    const bool isOne = extension.size() > 1 && extension[0] == '.' &&
                       extension.find_first_of("/\\:") == std::string::npos;
    if (isOne) extensions.push_back(std::move(extension));
  }
  return extensions;
}

// Windows drops dots and spaces at the end: `x.bat. .` would be x.bat to it and no batch file to
// whoever looks at the name.
bool meansWhatItSays(std::string_view name) {
  return !name.empty() && !name.ends_with('.') && !name.ends_with(' ') &&
         name.find(':') == std::string_view::npos && !syntax::isReservedDevice(name);
}

std::vector<Path> filesOnWindows(const Path& program, std::string_view search,
                                 std::string_view extensions) {
  if (!meansWhatItSays(program.name())) return {};
  const bool isPath = program.name().size() != program.text().size();
  std::vector<Path> files;
  for (const Path& directory :
       isPath ? std::vector<Path>(1) : searchPath(search, PathStyle::Windows)) {
    const Path file = isPath ? program : directory.join(program);
    if (!program.extension().empty()) files.push_back(file);
    for (const std::string& extension : executableExtensions(extensions)) {
      files.emplace_back(file.text() + extension, PathStyle::Windows);
    }
  }
  return files;
}

}  // namespace

std::string_view nameOf(std::string_view entry, PathStyle style) {
  const std::size_t equals = entry.find('=', style == PathStyle::Windows ? 1 : 0);
  return entry.substr(0, equals == std::string_view::npos ? 0 : equals);
}

int compareNames(std::string_view left, std::string_view right, PathStyle style) {
  if (style == PathStyle::Posix) return left.compare(right);
  const auto [mine, theirs] =
      std::mismatch(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return capital(a) == capital(b); });
  if (theirs == right.end()) return mine == left.end() ? 0 : 1;
  return mine == left.end() ? -1 : capital(*mine) - capital(*theirs);
}

std::vector<std::string> sorted(std::vector<std::string> entries, PathStyle style) {
  std::erase_if(entries, [&](const std::string& entry) { return nameOf(entry, style).empty(); });
  const auto compare = [&](const std::string& left, const std::string& right) {
    return compareNames(nameOf(left, style), nameOf(right, style), style);
  };
  std::stable_sort(entries.begin(), entries.end(),
                   [&](const auto& left, const auto& right) { return compare(left, right) < 0; });
  const auto end =
      std::unique(entries.begin(), entries.end(),
                  [&](const auto& left, const auto& right) { return compare(left, right) == 0; });
  entries.erase(end, entries.end());
  return entries;
}

std::string blockOf(const std::vector<std::string>& entries, PathStyle style) {
  std::string block;
  for (const std::string& entry : entries) block.append(entry).push_back('\0');
  if (style != PathStyle::Windows) return block;
  if (entries.empty()) block.push_back('\0');
  block.push_back('\0');
  return block;
}

std::vector<std::string> entriesOf(std::string_view block) {
  std::vector<std::string> entries;
  while (!block.empty() && block.front() != '\0') {
    const std::size_t end = std::min(block.find('\0'), block.size());
    entries.emplace_back(block.substr(0, end));
    block.remove_prefix(std::min(end + 1, block.size()));
  }
  return entries;
}

std::vector<Path> searchPath(std::string_view text, PathStyle style) {
  std::vector<Path> directories;
  for (const std::string& part : splitList(text, style)) {
    Path directory(part, style);
    if (directory.isAbsolute()) directories.push_back(std::move(directory));
  }
  return directories;
}

std::vector<Path> programFiles(std::string_view program, std::string_view search,
                               std::string_view extensions, PathStyle style) {
  const Path name(program, style);
  if (name.empty() || program == "." || program == "..") return {};
  if (style == PathStyle::Windows) return filesOnWindows(name, search, extensions);
  if (program.find('/') != std::string_view::npos) return {name};
  std::vector<Path> files;
  for (const Path& directory : searchPath(search, style)) files.push_back(directory.join(name));
  return files;
}

}  // namespace sys::variables
