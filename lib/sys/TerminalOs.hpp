#pragma once

#include <optional>

#include "sys/Terminal.hpp"

namespace sys {

/// What a platform must provide for Terminal.cpp. `stream` is 1 for output, 2 for error.
struct Terminal::Os {
  static bool isInteractive(int stream);

  /// Whether the terminal behind an interactive stream understands escapes, made to if it has to be
  /// asked.
  static bool takesEscapes(int stream);

  /// In columns; nothing if the stream is no terminal or does not tell.
  static std::optional<unsigned> width(int stream);

  /// Writes all of `text`: see `Terminal::write`.
  static bool write(int stream, std::string_view text);
};

}  // namespace sys
