#pragma once

#include <sys/types.h>

#include <vector>

#include "sys/Clock.hpp"

namespace sys::posix {

/// Whether the child has ended, without taking its status.
bool childHasEnded(pid_t id);

/// Milliseconds until `deadline`, rounded up so that nothing is early; -1 for never.
int millisecondsUntil(Deadline deadline);

/// Children that no descriptor stands for are asked, at growing intervals.
class AskedChildren {
public:
  /// The longest time that a child's end goes unnoticed.
  explicit AskedChildren(int longestPauseMs = 8) : longestPauseMs_(longestPauseMs) {}

  void add(pid_t id, void* token);
  /// Whether it was asked.
  bool remove(void* token) noexcept;
  /// One of them is said to have ended: they are asked at once, and often for a while.
  void hurry();

  /// The token of one that has ended, which is then no longer asked; null if there is none. They
  /// are all asked, or `onlyWhenDue`.
  void* takeEnded(bool onlyWhenDue = false);

  /// How long a wait until `deadline` may last, in milliseconds; -1 for ever.
  int timeoutMs(Deadline deadline) const;

private:
  struct Child {
    pid_t id;
    void* token;
  };

  std::vector<Child> children_;
  int longestPauseMs_;
  int pauseMs_ = 1;                 // The next.
  Deadline due_ = Deadline::min();  // When they are asked again.
};

}  // namespace sys::posix
