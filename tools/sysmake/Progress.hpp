#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace sysmake {

/// How far a build is.
struct Progress {
  int started = 0;
  int finished = 0;
  int total = 0;
  std::int64_t elapsedMs = 0;
  double currentRate = -1;  // Edges a second, lately; negative if that cannot be told.
};

/// Measures `Progress::currentRate`: over as many edges as run at once.
class RateMeter {
public:
  explicit RateMeter(std::size_t edges) : edges_(edges) {}
  void edgeFinished(std::int64_t nowMs);
  double rate() const;

private:
  std::size_t edges_;
  std::deque<std::int64_t> times_;
};

/// What NINJA_STATUS stands for: `%f`, `%t` and the rest. Throws on a letter that is none of
/// Ninja's.
std::string formatProgress(std::string_view format, const Progress& progress);

/// How many columns `text` takes: a character each, escape sequences none.
std::size_t columnsOf(std::string_view text);

/// `text` in at most `columns`, with `...` for its middle if it is longer; escape sequences are
/// kept.
std::string elideMiddle(std::string_view text, std::size_t columns);

/// `text` without escape sequences.
std::string withoutEscapes(std::string_view text);

}  // namespace sysmake
