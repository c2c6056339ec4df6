#pragma once

#include <string>
#include <string_view>

#include "sys/Path.hpp"

/// A directory of its own for one test, below the current one; gone with all that it holds when the
/// test ends.
class TemporaryTree {
public:
  TemporaryTree();
  TemporaryTree(const TemporaryTree&) = delete;
  TemporaryTree& operator=(const TemporaryTree&) = delete;
  ~TemporaryTree();

  /// Absolute.
  const sys::Path& path() const { return path_; }

  /// The path of `name` in it.
  sys::Path operator/(std::string_view name) const { return path_.join(name); }

  /// Creates the file `name` in it; its path.
  sys::Path file(std::string_view name, std::string_view content = "") const;

  /// Creates the directory `name` in it; its path.
  sys::Path directory(std::string_view name) const;

private:
  sys::Path path_;
};

/// The names in the directory, a space after each: to see that nothing was left behind.
std::string namesIn(const sys::Path& directory);
