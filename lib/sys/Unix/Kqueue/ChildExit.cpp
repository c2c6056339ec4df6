// lib/sys/Unix/Kqueue/ChildExit.cpp -- kqueue tells of a process by its number; a queue is made for
// each wait. It may tell too early or not at all (see Kqueue.cpp), so the child is asked as well,
// at growing intervals.
#pragma once

#include <sys/event.h>
#include <unistd.h>

#include "Handle.hpp"
#include "Unix/AskedChildren.hpp"
#include "Unix/Unix.hpp"

namespace sys::posix {

static int openChildExit(pid_t) { return -1; }

static bool awaitChildExit(pid_t id, int, Deadline deadline) {
  if (childHasEnded(id)) return true;
  if (millisecondsUntil(deadline) == 0) return false;
  const OwnedHandle queue(::kqueue());
  if (!queue) fail("", "cannot wait for a child", lastSystemCode());
  struct kevent event;
  EV_SET(&event, static_cast<std::uintptr_t>(id), EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT, 0,
         nullptr);
  if (::kevent(queue.get(), &event, 1, nullptr, 0, nullptr) == -1 && errno != ESRCH) {
    fail("", "cannot wait for a child", lastSystemCode());
  }
  AskedChildren asked(512);
  asked.add(id, &event);
  while (asked.takeEnded(true) == nullptr) {
    if (millisecondsUntil(deadline) == 0) return childHasEnded(id);
    const int limit = asked.timeoutMs(deadline);
    const timespec timeout{limit / 1000, limit % 1000 * 1000000L};
    if (::kevent(queue.get(), nullptr, 0, &event, 1, &timeout) == 1) asked.hurry();
  }
  return true;
}

}  // namespace sys::posix
