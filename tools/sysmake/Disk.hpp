#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sysmake {

/// When a file last changed: nanoseconds since 1970, at least 1; 0 if there is no such file.
using FileTicks = std::int64_t;

/// What the scan wants to know of the file system; tests have another one.
struct Disk {
  std::function<FileTicks(std::string_view path)> modified;
  std::function<std::optional<std::string>(std::string_view path)> read;

  /// The file system of this machine.
  static Disk host();
};

}  // namespace sysmake
