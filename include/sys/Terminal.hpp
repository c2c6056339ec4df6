#pragma once

#include <string_view>

namespace sys {

/// One of this process's standard output streams, and what a person may be looking at behind it.
///
/// Text is UTF-8; on a Windows console it is shown as such, and everywhere else the bytes pass
/// unchanged. May be used from several threads: one call's text stays in one piece as far as the
/// system keeps it so.
class Terminal {
public:
  static Terminal output();
  static Terminal error();

  /// Whether a person is there: the stream is a terminal or console.
  bool isInteractive() const;

  /// Whether colour and cursor escapes (ECMA-48) are welcome: interactive, TERM is not `dumb`,
  /// NO_COLOR is unset or empty, and on Windows the console took to them.
  bool hasColor() const;

  /// In columns; 80 if it is no terminal or does not tell.
  unsigned width() const;

  /// Writes all of `text`; false if nobody reads it any more (a closed pipe): never a signal.
  /// Throws if the system reports anything else, a full disk for example.
  bool write(std::string_view text) const;

private:
  struct Os;  // What lib/sys/platform/Terminal.cpp provides.

  explicit Terminal(int stream) : stream_(stream) {}

  int stream_;  // 1 output, 2 error.
};

}  // namespace sys
