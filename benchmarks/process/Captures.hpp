#pragma once

#include <cstddef>
#include <string>

namespace bench {

/// What the child writes to each of its two streams, in pieces of `kPiece`, in turn.
inline constexpr std::size_t kWritten = 32 << 20;
inline constexpr std::size_t kPiece = 64 << 10;

/// What was read of it: of a merged capture `output` alone.
struct Received {
  std::string output;
  std::string error;
};

/// The `main` of both that capture: `--child PROGRAM [--merged] [--times N]`. Prints what the
/// capture of everything took, and the processor time of it, the child's included; ends with a
/// message if a byte is missing.
int measureCaptures(int argc, char** argv, Received (*separate)(const char* child),
                    Received (*merged)(const char* child));

}  // namespace bench
