#pragma once

#include "Error.hpp"
#include "sys/MappedFile.hpp"

namespace sys {

/// What a platform must provide for MappedFile.cpp.
struct MappedFile::Os {
  /// Maps the whole file that `path` leads to; nothing if there is none. An empty one has no
  /// address. Throws if it is no regular file.
  static std::optional<MappedFile> map(const Path& path);

  static void unmap(const char* data, std::size_t size) noexcept;
};

}  // namespace sys
