// lib/sys/Windows/Signals.cpp -- A console handler that writes one byte into a pipe, installed only
// while somebody waits.
//
// Quirks: the handler runs on a thread of its own, which removing it does not wait for. Where
// Ctrl-C is ignored (a new process group, start /b) the handler is not called for it. When the
// handler returns from a closing console or a shutdown the process ends at once: it stays, so that
// the rest of the program has the seconds that the system grants. A logoff may be anybody's and
// reaches services alone: it is left to the system.
#include "SignalsOs.hpp"

#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include "Handle.hpp"
#include "PipeOs.hpp"
#include "Windows/Windows.hpp"

namespace sys {

namespace {

OwnedHandle interruptReader;
std::atomic<native::Handle> interruptWriter{native::kNoHandle};
std::atomic<int> handlersRunning{0};

std::optional<InterruptKind> interruptKindOf(DWORD event) {
  switch (event) {
    case CTRL_C_EVENT:
    case CTRL_BREAK_EVENT:
      return InterruptKind::Keyboard;
    case CTRL_CLOSE_EVENT:
    case CTRL_SHUTDOWN_EVENT:
      return InterruptKind::HangUp;
    default:
      return std::nullopt;
  }
}

// True if somebody waits for it and was told.
bool tellInterrupt(InterruptKind kind) {
  ++handlersRunning;
  const native::Handle writer = interruptWriter.load();
  DWORD written = 0;
  const bool told = writer != native::kNoHandle &&
                    ::WriteFile(win::toHandle(writer), &kind, sizeof kind, &written, nullptr);
  --handlersRunning;
  return told;
}

BOOL WINAPI interruptArrived(DWORD event) {
  const std::optional<InterruptKind> kind = interruptKindOf(event);
  if (!kind || !tellInterrupt(*kind)) return FALSE;
  if (*kind == InterruptKind::HangUp) ::Sleep(INFINITE);
  return TRUE;
}

}  // namespace

native::Handle Interrupt::Os::arm() {
  PipeEnds pipe = openPipe(false);
  interruptReader = std::move(pipe.ours);
  interruptWriter = pipe.theirs.release();
  if (!::SetConsoleCtrlHandler(interruptArrived, TRUE)) {
    fail("", "cannot wait for an interrupt", lastSystemCode());
  }
  return interruptReader.get();
}

void Interrupt::Os::disarm() noexcept {
  ::SetConsoleCtrlHandler(interruptArrived, FALSE);
  const OwnedHandle writer(interruptWriter.exchange(native::kNoHandle));
  // A handler that has begun may be about to write: the handle must not become another file's.
  while (handlersRunning.load() != 0) std::this_thread::yield();
  interruptReader.reset();
}

}  // namespace sys
