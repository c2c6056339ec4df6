#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "sys/Path.hpp"

namespace sys {

/// The content of a file, seen in memory without being copied, for reading.
///
/// The bytes are those of the file while nobody writes to it. If another shortens it, touching what
/// was cut off ends the process on Unix; where that can happen, `File::read` is the safe way. When
/// the file is replaced or removed, the map keeps showing what it showed; on Windows the system may
/// refuse both while the map lives.
class MappedFile {
public:
  /// The whole file; nothing if there is none. An empty file has an empty map. Throws for a
  /// directory and for what cannot be mapped.
  static std::optional<MappedFile> open(const Path& path);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  /// Valid as long as this object, wherever it is moved.
  std::string_view bytes() const { return {data_, size_}; }

private:
  struct Os;  // What lib/sys/platform/MappedFile.cpp provides.

  MappedFile(const char* data, std::size_t size) : data_(data), size_(size) {}

  const char* data_;
  std::size_t size_;
};

}  // namespace sys
