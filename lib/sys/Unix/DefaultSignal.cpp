// lib/sys/Unix/DefaultSignal.cpp -- In a copy of the process the library's own call may be used.
#pragma once

#include <csignal>

namespace sys::posix {

static void setDefaultSignal(int number) {
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  ::sigaction(number, &action, nullptr);
}

}  // namespace sys::posix
