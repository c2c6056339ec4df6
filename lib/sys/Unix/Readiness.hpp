#pragma once

#include <sys/types.h>

#include <span>
#include <vector>

#include "sys/Clock.hpp"

namespace sys::posix {

/// Descriptors and children waited for together: each is armed for one event, told once by its
/// token, and then no longer waited for. One implementation per platform: see
/// platform/Readiness.cpp.
class Readiness {
public:
  Readiness();
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;
  ~Readiness();

  /// Waits for something to read, or the end, of `descriptor`. `known`: it was armed here before
  /// and told its event.
  void armReadable(int descriptor, void* token, bool known);

  /// Waits for the end of the child `id`; `exit` is what `openChildExit` made for it.
  void armExit(pid_t id, int exit, void* token);

  /// Forgets what was armed with `token`.
  void disarm(pid_t id, int descriptor, void* token) noexcept;

  /// The tokens of what happened, as many as fit; waits for the first until `deadline`.
  std::size_t wait(Deadline deadline, std::span<void*> tokens);

private:
  struct Entry {
    pid_t id;        // 0: a descriptor.
    int descriptor;  // -1: a child that has to be asked.
    void* token;
  };

  bool collectEnded(std::span<void*> tokens, std::size_t& count);
  void forget(void* token) noexcept;
  int timeoutMs(Deadline deadline);

  int queue_ = -1;              // The kernel's own set, where there is one.
  std::vector<Entry> entries_;  // What no kernel keeps for us.
  int pauseMs_ = 1;             // Until children are asked again.
};

/// Whether the child has ended, without taking its status.
bool childHasEnded(pid_t id);

/// Milliseconds until `deadline`, rounded up so that nothing is early; -1 for never.
int millisecondsUntil(Deadline deadline);

}  // namespace sys::posix
