// lib/sys/Unix/AskedSignals.cpp -- Which signals this process ignores, asked of each.
#pragma once

#include <csignal>

namespace sys::posix {

// (The set functions are macros on Darwin: no `::` before them.)
static sigset_t askedSignals() {
  sigset_t ignored;
  sigemptyset(&ignored);
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action = {};
    if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) {
      sigaddset(&ignored, number);
    }
  }
  return ignored;
}

}  // namespace sys::posix
