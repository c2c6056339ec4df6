#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sysmake {

/// The head of an answer, up to the empty line.
struct HttpHead {
  int code = 200;
  std::string_view type;                // Of the content.
  std::optional<std::uint64_t> length;  // Of the content; nothing: it ends with the connection.
  bool closes = false;                  // The connection ends with this answer.
  bool isOld = false;                   // It is for a client of HTTP/1.0.

  std::string text(std::chrono::system_clock::time_point now) const;
};

/// A time as HTTP writes it: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string httpDate(std::chrono::system_clock::time_point time);

/// What to tell a person whose request is refused with `code`: "404 Not Found: ..." and a line end.
std::string refusalText(int code);

}  // namespace sysmake
