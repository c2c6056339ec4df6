// lib/sys/Unix/Kqueue/ChildExit.cpp -- kqueue tells of a process by its number; a queue is made for
// each wait.
#pragma once

#include <sys/event.h>
#include <unistd.h>

#include "Handle.hpp"
#include "Unix/Readiness.hpp"
#include "Unix/Unix.hpp"

namespace sys::posix {

static int openChildExit(pid_t) { return -1; }

static bool awaitChildExit(pid_t id, int, Deadline deadline) {
  if (childHasEnded(id)) return true;
  if (millisecondsUntil(deadline) == 0) return false;
  Readiness queue;
  queue.armExit(id, -1, &queue);
  do {
    void* token = nullptr;
    if (queue.wait(deadline, {&token, 1}) == 1) return true;
  } while (millisecondsUntil(deadline) != 0);
  return childHasEnded(id);
}

}  // namespace sys::posix
