// lib/sys/Unix/PseudoTerminal.cpp -- A pair of devices: what is read and written here, the master,
// and the terminal that a child gets.
//
// Quirks: only the open file, which the three descriptors here share, knows whether calls wait.
// Linux tells the end of a master as EIO, once nobody has the terminal open.
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <limits>

#include "PseudoTerminalOs.hpp"
#include "Unix/OpenFile.hpp"
#include "Unix/Unix.hpp"

namespace sys {

// Where Unixes differ; see platform/CloexecMaster.cpp. -1 and errno on failure.
static int openCloexecMaster();

static constexpr const char* kCannotOpenTerminal = "cannot open a pseudo-terminal";

static bool setTerminalSize(int terminal, TerminalSize size) {
  const auto limited = [](unsigned count) {
    constexpr unsigned kMost = std::numeric_limits<unsigned short>::max();
    return static_cast<unsigned short>(count < kMost ? count : kMost);
  };
  const winsize wanted{limited(size.rows), limited(size.columns), 0, 0};
  return ::ioctl(terminal, TIOCSWINSZ, &wanted) != -1;
}

// Lines end here as they are ended there: a carriage return in front of it is for a screen.
static bool keepLineEnds(int terminal) {
  termios how{};
  if (posix::retryOnInterrupt([&] { return ::tcgetattr(terminal, &how); }) == -1) return false;
  how.c_oflag &= ~static_cast<tcflag_t>(ONLCR);
  return posix::retryOnInterrupt([&] { return ::tcsetattr(terminal, TCSANOW, &how); }) != -1;
}

static OwnedHandle openPeer(int master) {
  char name[128];
  if (::grantpt(master) == -1 || ::unlockpt(master) == -1) return {};
  // Returns its error, and may leave errno alone.
  if (const int error = ::ptsname_r(master, name, sizeof name); error != 0) {
    if (error != -1) errno = error;
    return {};
  }
  return posix::openFile(name, O_RDWR);
}

native::Handle PseudoTerminal::Os::open(TerminalSize size, Ends& ends) {
  OwnedHandle master(openCloexecMaster());
  const auto another = [&] { return OwnedHandle(::fcntl(master.get(), F_DUPFD_CLOEXEC, 0)); };
  if (!master || ::fcntl(master.get(), F_SETFL, O_RDWR | O_NONBLOCK) == -1 ||
      !(ends.theirs = openPeer(master.get())) || !setTerminalSize(master.get(), size) ||
      !keepLineEnds(ends.theirs.get()) || !(ends.output = another()) || !(ends.input = another())) {
    fail("", kCannotOpenTerminal, lastSystemCode());
  }
  return master.release();
}

void PseudoTerminal::Os::resize(native::Handle control, TerminalSize size) {
  if (setTerminalSize(control, size)) return;
  fail("", "cannot resize a pseudo-terminal", lastSystemCode());
}

void PseudoTerminal::Os::close(native::Handle control) noexcept { closeHandle(control); }

}  // namespace sys

#include "platform/CloexecMaster.cpp"
