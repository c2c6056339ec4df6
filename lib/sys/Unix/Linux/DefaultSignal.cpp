// lib/sys/Unix/Linux/DefaultSignal.cpp -- The bare system call: a C library or sanitizer that keeps
// a table of handlers would change the parent's, whose memory the child shares.
#pragma once

#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

namespace sys::posix {

static void setDefaultSignal(int number) {
  // The kernel's own structure: handler, flags, (restorer,) mask. All zero is the default action.
  const unsigned long action[8] = {};
  ::syscall(SYS_rt_sigaction, number, action, nullptr, 8);
}

}  // namespace sys::posix
