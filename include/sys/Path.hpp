#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "sys/Native.hpp"

namespace sys {

/// How a path is spelled. Both work on every host; the default is the host's own.
enum class PathStyle : unsigned char { Posix, Windows };

inline constexpr PathStyle kHostPathStyle =
    native::kWindows ? PathStyle::Windows : PathStyle::Posix;

/// The name of a file or directory: UTF-8 text in one of the two styles, never looked up. On Unix
/// the bytes are kept verbatim; on Windows `/` and `\` both separate, and ill-formed UTF-16 travels
/// as WTF-8.
///
/// A value: copying copies the text. Every constructor throws if the text contains a NUL.
class Path {
public:
  Path() = default;
  // Implicit on purpose: a path is written as text everywhere.
  Path(std::string_view text, PathStyle style = kHostPathStyle);
  Path(const std::string& text, PathStyle style = kHostPathStyle);
  Path(const char* text, PathStyle style = kHostPathStyle);

  const std::string& text() const { return text_; }
  PathStyle style() const { return style_; }
  bool empty() const { return text_.empty(); }

  /// Whether it names the same file whatever the current directory is. On Windows `\x` and `C:x`
  /// are not absolute: both depend on a current drive or directory.
  bool isAbsolute() const;

  /// `other` seen from this directory: `other` alone if it is absolute (on Windows also if it names
  /// a drive or starts at a root, which is then taken on this path's drive), else the two with one
  /// separator between; with an empty path the other one. The text never becomes a share or device
  /// that neither was: `\` joined by `??` is `\.\??`. Throws if the styles differ.
  Path join(const Path& other) const;

  /// What stands before the last component: `a/b` has `a`, `a` has the empty path, a root has
  /// itself, `a/b/` has `a/b`.
  Path parent() const;

  /// The last component: `b.cpp` of `a/b.cpp`, empty for a root and after a trailing separator.
  std::string_view name() const;

  /// From the last dot of the name, `.cpp` of `a/b.cpp`; empty if there is none but leading ones
  /// (`.profile`, `.`, `..`).
  std::string_view extension() const;

  /// The name without the extension.
  std::string_view stem() const;

  /// The path with another extension, which is given with its dot or empty. Throws if it has a
  /// separator or no dot, and if the path does not end in the name of a file.
  Path withExtension(std::string_view extension) const;

  /// Without `.`, empty components and those that a following `..` takes back; `.` if nothing is
  /// left. Purely lexical: if a removed component is a symbolic link, the result may name another
  /// file. `..` at a root vanishes. On Windows the result has `\` only, and never becomes a drive,
  /// device or stream that the text was not: where taking a component back would expose one, `.\`
  /// is put before it.
  Path normalized() const;

  /// This path as seen from the directory `base`, both taken as they stand after `normalized()`;
  /// equal paths give `.`. Throws if there is none: one is absolute and the other is not, the
  /// drives or styles differ, or `base` begins with a `..` that cannot be taken back.
  Path relativeTo(const Path& base) const;

  /// Whether this path, normalized, is `directory` or lies below it; lexical, case-sensitive for
  /// Posix and ASCII case-insensitive for Windows, where a component of dots and spaces alone is
  /// within nothing, because it may mean `..`. Throws if the styles differ.
  bool isWithin(const Path& directory) const;

  /// Whether the last component can be created under this very name on every system the library
  /// knows: no reserved device name (`NUL.txt`, `COM¹`), stream (`a:b`), trailing dot or space,
  /// control or wildcard character or backslash, at most 255 bytes of UTF-8, and not `.` or `..`.
  bool hasPortableName() const;

  /// Byte by byte and style by style; see `isWithin` for a comparison that knows case.
  friend auto operator<=>(const Path&, const Path&) = default;

private:
  std::string text_;
  PathStyle style_ = kHostPathStyle;
};

}  // namespace sys
