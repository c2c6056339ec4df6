#pragma once

#include <optional>

#include "TemporaryTree.hpp"
#include "sys/Clock.hpp"
#include "sys/Path.hpp"

// What the tests need of a file system beyond what the library offers. Where a system or file
// system cannot do it, nothing or false is returned, and the test says so.

/// Makes `link` a symbolic link with the text `target`.
bool makeSymbolicLink(const sys::Path& link, const sys::Path& target);

/// Makes `link` another name of the file `existing`.
bool makeHardLink(const sys::Path& link, const sys::Path& existing);

/// Makes an empty file that the system takes for a program by its mode or its name.
void makeProgram(const sys::Path& path);

/// Sets when the file was last changed.
void setModified(const sys::Path& path, sys::FileTime time);

/// Makes the file `size` bytes long.
void cutOff(const sys::Path& path, unsigned size);

/// Takes away from everybody the permission to write the file, and tells whether that is so.
void makeReadOnly(const sys::Path& path);
bool isReadOnly(const sys::Path& path);

/// A device file: one of the test's own in the tree if the system lets it make one, so that a test
/// that fails harms nobody; else the null device. Goes before the tree does.
class DeviceFile {
public:
  explicit DeviceFile(const TemporaryTree& tree);
  DeviceFile(const DeviceFile&) = delete;
  DeviceFile& operator=(const DeviceFile&) = delete;
  ~DeviceFile();

  const sys::Path& path() const { return path_; }
  bool isInTree() const { return isInTree_; }

private:
  sys::Path path_;
  bool isInTree_ = false;
};

/// A regular file with content whose status says that it is empty.
std::optional<sys::Path> fileThatClaimsToBeEmpty();

/// Lets this process write no file beyond `size` as long as it lives.
class FileSizeLimit {
public:
  explicit FileSizeLimit(unsigned size);
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit();

  /// Whether the system knows such a limit.
  bool holds() const { return holds_; }

private:
  bool holds_ = false;
  unsigned long long before_ = 0;
};
