// benchmarks/process/Writer.cpp -- The child of a capture: both streams in turn, so that a reader
// that waits for one only never ends.
#include <unistd.h>

#include <cerrno>
#include <string>

#include "Captures.hpp"
#include "Die.hpp"

static void writeAll(int stream, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = ::write(stream, text.data() + done, text.size() - done);
    if (count == -1 && errno != EINTR) bench::die("write");
    if (count > 0) done += static_cast<std::size_t>(count);
  }
}

int main() {
  const std::string output(bench::kPiece, 'o');
  const std::string error(bench::kPiece, 'e');
  for (std::size_t done = 0; done < bench::kWritten; done += bench::kPiece) {
    writeAll(1, output);
    writeAll(2, error);
  }
  return 0;
}
