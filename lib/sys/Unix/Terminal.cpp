// lib/sys/Unix/Terminal.cpp -- Descriptors 1 and 2, which other processes share: nothing about them
// is changed.
#include "TerminalOs.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "Unix/Sigpipe.hpp"
#include "Unix/Unix.hpp"

namespace sys {

bool Terminal::Os::isInteractive(int stream) { return ::isatty(stream) == 1; }

bool Terminal::Os::takesEscapes(int) { return true; }

std::optional<unsigned> Terminal::Os::width(int stream) {
  winsize size{};
  if (::ioctl(stream, TIOCGWINSZ, &size) == -1 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

bool Terminal::Os::write(int stream, std::string_view text) {
  posix::SigpipeHeld held;
  while (!text.empty()) {
    const ssize_t count =
        posix::retryOnInterrupt([&] { return ::write(stream, text.data(), text.size()); });
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EPIPE) {
      held.discard();
      return false;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      // Somebody who shares the stream has made it non-blocking.
      pollfd writable{stream, POLLOUT, 0};
      ::poll(&writable, 1, -1);
    } else {
      fail(stream == 1 ? "standard output" : "standard error", "cannot write", lastSystemCode());
    }
  }
  return true;
}

}  // namespace sys
