#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include "sys/Clock.hpp"
#include "sys/Path.hpp"

namespace sys {

/// What kind of thing a name stands for. `Hidden`: something this process is not permitted to look
/// at.
enum class FileType : unsigned char { Regular, Directory, Symlink, Other, Hidden };

/// Tells whether two names stand for one file, as long as the file exists.
struct FileIdentity {
  std::uint64_t volume = 0;
  std::uint64_t index = 0;

  friend auto operator<=>(const FileIdentity&, const FileIdentity&) = default;
};

/// What the system knows of a file, at one moment.
class FileStatus {
public:
  /// The file that `path` leads to, symbolic links followed; nothing if there is none (a dangling
  /// link, or a component that is no directory, included). Throws on anything else that keeps the
  /// system from telling.
  static std::optional<FileStatus> of(const Path& path);

  /// The same for the name itself: a symbolic link is reported as one.
  static std::optional<FileStatus> ofLink(const Path& path);

  FileType type() const { return type_; }
  bool isRegular() const { return type_ == FileType::Regular; }
  bool isDirectory() const { return type_ == FileType::Directory; }

  /// In bytes; 0 for what has no size.
  std::uint64_t size() const { return size_; }

  /// When the content last changed.
  FileTime modified() const { return modified_; }

  /// Zero where the system does not tell it.
  FileIdentity identity() const { return identity_; }

private:
  struct Os;  // What lib/sys/platform/FileStatus.cpp provides.

  FileType type_ = FileType::Hidden;
  std::uint64_t size_ = 0;
  FileTime modified_{};
  FileIdentity identity_;
};

}  // namespace sys
