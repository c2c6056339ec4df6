// unittests/TemporaryTree.cpp -- What a test leaves behind is removed without following a link.
#include "TemporaryTree.hpp"

#include <gtest/gtest.h>

#include "RandomName.hpp"
#include "sys/Directory.hpp"
#include "sys/File.hpp"

namespace {

void removeTree(const sys::Path& path) {
  const auto entries = sys::Directory::list(path);
  if (!entries) return;
  for (const sys::DirectoryEntry& entry : *entries) {
    const sys::Path below = path.join(entry.name);
    if (entry.type == sys::FileType::Directory) {
      removeTree(below);
    } else {
      sys::File::remove(below);
    }
  }
  sys::Directory::remove(path);
}

}  // namespace

TemporaryTree::TemporaryTree()
    : path_(sys::Directory::current().join("sys-test-" + sys::randomName())) {
  sys::Directory::create(path_);
}

TemporaryTree::~TemporaryTree() {
  try {
    removeTree(path_);
  } catch (const std::string& error) {
    ADD_FAILURE() << "the tree cannot be removed: " << error;
  }
}

sys::Path TemporaryTree::file(std::string_view name, std::string_view content) const {
  const sys::Path path = path_.join(name);
  sys::File::replace(path, content);
  return path;
}

sys::Path TemporaryTree::directory(std::string_view name) const {
  const sys::Path path = path_.join(name);
  sys::Directory::create(path);
  return path;
}

std::string namesIn(const sys::Path& directory) {
  std::string names;
  const auto entries = sys::Directory::list(directory);
  for (const sys::DirectoryEntry& entry : *entries) names += entry.name + " ";
  return names;
}
