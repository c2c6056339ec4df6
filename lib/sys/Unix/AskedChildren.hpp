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
  void add(pid_t id, void* token);
  /// Whether it was asked.
  bool remove(void* token) noexcept;

  /// The token of one that has ended, which is then no longer asked; null if there is none.
  void* takeEnded();

  /// How long a wait until `deadline` may last, in milliseconds; -1 for ever.
  int timeoutMs(Deadline deadline);

private:
  struct Child {
    pid_t id;
    void* token;
  };

  std::vector<Child> children_;
  int pauseMs_ = 1;  // Until they are asked again.
};

}  // namespace sys::posix
