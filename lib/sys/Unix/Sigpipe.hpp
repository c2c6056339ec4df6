#pragma once

#include <csignal>

namespace sys::posix {

/// Keeps the SIGPIPE of a write on this thread from doing anything: it is blocked, and the one that
/// a broken pipe has raised is taken away again. Whether it is pending before is looked at first,
/// because that one is not ours.
class SigpipeHeld {
public:
  SigpipeHeld() {
    sigset_t pending;
    sigemptyset(&pending);
    ::sigpending(&pending);
    wasPending_ = sigismember(&pending, SIGPIPE) == 1;
    sigset_t sigpipe = only();
    ::pthread_sigmask(SIG_BLOCK, &sigpipe, &before_);
  }
  SigpipeHeld(const SigpipeHeld&) = delete;
  SigpipeHeld& operator=(const SigpipeHeld&) = delete;
  ~SigpipeHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  /// Takes away the signal that a write has just raised.
  void discard() {
    sigset_t pending;
    sigemptyset(&pending);
    ::sigpending(&pending);
    if (wasPending_ || sigismember(&pending, SIGPIPE) != 1) return;
    const sigset_t sigpipe = only();
    int number = 0;
    ::sigwait(&sigpipe, &number);  // Pending: returns at once. (Darwin has no sigtimedwait.)
  }

private:
  static sigset_t only() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return set;
  }

  sigset_t before_;
  bool wasPending_ = false;
};

}  // namespace sys::posix
