// lib/sys/Unix/Signals.cpp -- A handler that writes one byte into a pipe, installed only while
// somebody waits.
//
// SIGINT, SIGTERM and SIGHUP; one that is ignored (nohup) stays so. The handler touches nothing but
// an atomic descriptor and write.
#include "SignalsOs.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>
#include <utility>

#include "Handle.hpp"
#include "PipeOs.hpp"
#include "Unix/Unix.hpp"

namespace sys {

namespace {

struct CaughtSignal {
  int number;
  InterruptKind kind;
  bool caught = false;
  struct sigaction before = {};
};

CaughtSignal caughtSignals[] = {{SIGINT, InterruptKind::Keyboard},
                                {SIGTERM, InterruptKind::Terminate},
                                {SIGHUP, InterruptKind::HangUp}};
OwnedHandle interruptReader;
std::atomic<int> interruptWriter{-1};
std::atomic<int> handlersRunning{0};

extern "C" void sysInterruptArrived(int number) {
  const int error = errno;
  ++handlersRunning;
  const int writer = interruptWriter.load();
  for (const CaughtSignal& signal : caughtSignals) {
    if (signal.number != number || writer == -1) continue;
    const unsigned char kind = static_cast<unsigned char>(signal.kind);
    [[maybe_unused]] const ssize_t written = ::write(writer, &kind, 1);
  }
  --handlersRunning;
  errno = error;
}

}  // namespace

native::Handle Interrupt::Os::arm() {
  PipeEnds pipe = openPipe(false);
  interruptReader = std::move(pipe.ours);
  interruptWriter = pipe.theirs.release();
  for (CaughtSignal& signal : caughtSignals) {
    struct sigaction action = {};
    action.sa_handler = sysInterruptArrived;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    if (::sigaction(signal.number, nullptr, &signal.before) == -1) {
      fail("", "cannot wait for an interrupt", lastSystemCode());
    }
    if (signal.before.sa_handler == SIG_IGN) continue;
    if (::sigaction(signal.number, &action, nullptr) == -1) {
      fail("", "cannot wait for an interrupt", lastSystemCode());
    }
    signal.caught = true;
  }
  return interruptReader.get();
}

void Interrupt::Os::disarm() noexcept {
  for (CaughtSignal& signal : caughtSignals) {
    if (std::exchange(signal.caught, false)) ::sigaction(signal.number, &signal.before, nullptr);
  }
  OwnedHandle writer(interruptWriter.exchange(-1));
  // A handler that has begun on another thread may be about to write: the number must not become
  // another file's.
  while (handlersRunning.load() != 0) std::this_thread::yield();
  interruptReader.reset();
}

}  // namespace sys
