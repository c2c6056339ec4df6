#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sys/Path.hpp"

// How the text of a path is taken apart. Pure; both styles on every host.
namespace sys::syntax {

/// Where a path starts. Posix knows `None` only.
enum class RootKind : unsigned char {
  None,    // `a`, `\a`
  Drive,   // `C:`; any one character may name a drive, as subst takes them all.
  Share,   // `\\server\share`
  Device,  // `\\?\C:`, `\\.\NUL`, `\\?\UNC\server\share`, and the kernel's own `\??\C:`
};

struct Root {
  RootKind kind = RootKind::None;
  std::size_t length = 0;     // Of the drive, share or device in the text.
  bool hasSeparator = false;  // Whether a separator follows it.
  std::size_t names = 0;      // Where the first component is.

  /// Whether `..` stops here.
  bool isTop() const { return hasSeparator || kind == RootKind::Share || kind == RootKind::Device; }
};

bool isSeparator(char byte, PathStyle style);

Root rootOf(std::string_view text, PathStyle style);

/// Whether Windows takes a component of this name for a device in every directory: `NUL`,
/// `com1.txt`, `aux :x`, `COM` and `LPT` with a superscript digit.
bool isReservedDevice(std::string_view name);

}  // namespace sys::syntax
