// tools/tidy/Walk.cpp -- The tree as it lies on the disk, read through the library.
#include "Walk.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "Words.hpp"
#include "sys/Directory.hpp"
#include "sys/File.hpp"

namespace tidy {

namespace {

constexpr std::string_view kTextExtensions[] = {".cpp", ".hpp", ".cmake", ".in",  ".txt", ".md",
                                                ".sh",  ".py",  ".json",  ".yml", ".yaml"};
constexpr std::string_view kHiddenDirectories[] = {".ci", ".github"};

bool isSkipped(const std::string& name, const std::vector<sys::DirectoryEntry>& content) {
  if (name.starts_with('.')) return !contains(kHiddenDirectories, name);
  const auto isCache = [](const sys::DirectoryEntry& entry) {
    return entry.name == "CMakeCache.txt";
  };
  return name == "build" || std::ranges::any_of(content, isCache);
}

// Scripts have no extension; they are known by their directory.
bool isText(const std::string& directory, const std::string& name) {
  const std::string extension(sys::Path(name).extension());
  if (extension.empty()) return directory == "scripts/" || directory == ".ci/";
  return contains(kTextExtensions, extension);
}

// `prefix` is the directory's path below the root with `/` behind it, empty for the root itself.
void read(const sys::Path& directory, const std::string& prefix,
          const std::vector<sys::DirectoryEntry>& content, std::vector<Source>& into) {
  for (const sys::DirectoryEntry& entry : content) {
    const sys::Path path = directory.join(entry.name);
    if (entry.type == sys::FileType::Directory) {
      const std::optional<std::vector<sys::DirectoryEntry>> inner = sys::Directory::list(path);
      if (inner && !isSkipped(entry.name, *inner)) {
        read(path, prefix + entry.name + "/", *inner, into);
      }
    } else if (entry.type == sys::FileType::Regular && isText(prefix, entry.name)) {
      std::optional<std::string> text = sys::File::read(path);
      if (text) into.emplace_back(prefix + entry.name, *std::move(text));
    }
  }
}

}  // namespace

Tree readTree(const sys::Path& root) {
  const std::optional<std::vector<sys::DirectoryEntry>> content = sys::Directory::list(root);
  if (!content) {
    throw root.text() +
        ": cannot be checked because there is no such directory. Check the "
        "spelling.";
  }
  std::vector<Source> sources;
  read(root, "", *content, sources);
  return Tree(std::move(sources));
}

}  // namespace tidy
