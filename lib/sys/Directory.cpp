// lib/sys/Directory.cpp -- Directories are made from the first that exists downwards.
#include "sys/Directory.hpp"

#include <algorithm>
#include <utility>

#include "DirectoryOs.hpp"

namespace sys {

namespace {

// The directory itself, without separators and `.` behind its name: the system would look through a
// symbolic link there.
Path directoryProper(Path path) {
  while (path.name().empty() || path.name() == ".") {
    Path parent = path.parent();
    if (parent.empty() || parent == path) break;
    path = std::move(parent);
  }
  return path;
}

}  // namespace

bool Directory::create(const Path& path) try {
  if (path.empty()) return false;
  const std::optional<FileStatus> status = FileStatus::of(path);
  if (status && status->isDirectory()) return false;

  // Upwards to what exists, then down again: no recursion, however deep it goes.
  std::vector<Path> missing{directoryProper(path)};
  Os::Made made;
  while ((made = Os::make(missing.back())) == Os::Made::NoParent) {
    Path parent = missing.back().parent();
    if (parent.empty() || parent == missing.back()) {
      fail(path.text(), "cannot be created", "the directory it is to start from does not exist");
    }
    missing.push_back(std::move(parent));
  }
  while (missing.size() > 1) {
    missing.pop_back();
    made = Os::make(missing.back());
    if (made == Os::Made::NoParent) {
      fail(missing.back().text(), "cannot be created", "its parent has been removed meanwhile");
    }
  }
  return made == Os::Made::Created;
} catch (...) {
  rethrowAsString();
}

std::optional<std::vector<DirectoryEntry>> Directory::list(const Path& path) try {
  std::optional<std::vector<DirectoryEntry>> entries = Os::list(path);
  if (entries) std::ranges::sort(*entries, {}, &DirectoryEntry::name);
  return entries;
} catch (...) {
  rethrowAsString();
}

bool Directory::remove(const Path& path) try {
  return Os::remove(directoryProper(path));
} catch (...) {
  rethrowAsString();
}

Path Directory::current() try { return Os::current(); } catch (...) {
  rethrowAsString();
}

void Directory::enter(const Path& path) try { Os::enter(path); } catch (...) {
  rethrowAsString();
}

}  // namespace sys

#include "platform/Directory.cpp"
