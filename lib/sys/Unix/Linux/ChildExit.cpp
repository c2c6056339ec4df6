// lib/sys/Unix/Linux/ChildExit.cpp -- Linux has pidfds (5.3): a child's end is a readable
// descriptor.
#pragma once

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "Unix/AskedChildren.hpp"
#include "Unix/Unix.hpp"

namespace sys::posix {

// -1 where the kernel has none: the child is then asked, at growing intervals.
static int openChildExit(pid_t id) {
  return static_cast<int>(::syscall(SYS_pidfd_open, id, 0));  // Close-on-exec always.
}

static bool awaitChildExit(pid_t id, int exit, Deadline deadline) {
  for (int pauseMs = 1;;) {
    if (exit == -1 && childHasEnded(id)) return true;
    int waitMs = millisecondsUntil(deadline);
    if (waitMs == 0 && exit == -1) return false;
    if (exit == -1 && (waitMs == -1 || waitMs > pauseMs)) waitMs = pauseMs;
    pollfd ended{exit, POLLIN, 0};
    const int ready = ::poll(&ended, 1, waitMs);
    if (ready == -1 && errno != EINTR) {
      fail("", "cannot wait for a child", lastSystemCode());
    }
    if (ready > 0) return true;
    if (ready == 0 && exit != -1 && millisecondsUntil(deadline) == 0) return false;
    if (pauseMs < 8) pauseMs *= 2;
  }
}

}  // namespace sys::posix
