// lib/sys/Unix/ChildExit.cpp -- No descriptor stands for a child: it is asked, at growing
// intervals.
#pragma once

#include <poll.h>

#include "Unix/AskedChildren.hpp"
#include "Unix/Unix.hpp"

namespace sys::posix {

// A descriptor that becomes ready at the child's end; -1 where there is none.
static int openChildExit(pid_t) { return -1; }

static bool awaitChildExit(pid_t id, int, Deadline deadline) {
  for (int pauseMs = 1;; pauseMs = pauseMs < 8 ? pauseMs * 2 : 8) {
    if (childHasEnded(id)) return true;
    const int left = millisecondsUntil(deadline);
    if (left == 0) return false;
    ::poll(nullptr, 0, left == -1 || left > pauseMs ? pauseMs : left);
  }
}

}  // namespace sys::posix
