#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sys/Path.hpp"

namespace sys {

/// A set of environment variables, as a value: nothing here ever changes this process's own
/// environment.
///
/// Names compare by bytes on Unix and without ASCII case on Windows. A name that is empty or
/// contains `=` or NUL, and a value that contains NUL, throws (but Windows' own `=C:` variables are
/// carried along).
class Environment {
public:
  /// No variable at all.
  Environment() = default;

  /// A copy of this process's environment. Of a name that occurs twice the first stands, as for
  /// `getenv`.
  static Environment current();

  /// One variable of this process's environment; an empty value is a value.
  static std::optional<std::string> get(std::string_view name);

  /// The value of `name`, or nothing.
  std::optional<std::string> find(std::string_view name) const;

  /// Gives `name` a value, in the place of the one it may have; returns this object.
  Environment& set(std::string_view name, std::string_view value);

  /// Takes `name` away, if it is there; returns this object.
  Environment& unset(std::string_view name);

  /// The variables as `NAME=value`, sorted by name as the system wants it: by bytes, on Windows as
  /// if ASCII letters were capitals.
  const std::vector<std::string>& entries() const { return entries_; }

  /// The absolute path of `program`, looked for in the PATH of these variables; without PATH
  /// nothing is found. A name with a separator is not searched for but must exist. Never finds
  /// anything in the current directory unless PATH spells it as an absolute path: empty and
  /// relative entries are skipped. On Windows PATHEXT's extensions are tried, after the name itself
  /// if it has an extension; a name that Windows would read as another one (a dot or space at the
  /// end, a device, a stream) is not found. Only a regular file that may be executed counts.
  /// Nothing if there is none.
  std::optional<Path> findProgram(std::string_view program) const;

private:
  struct Os;  // What lib/sys/platform/Environment.cpp provides.

  std::vector<std::string> entries_;  // Sorted.
};

}  // namespace sys
