// lib/sys/Unix/AskedChildren.cpp -- Children that no descriptor stands for are asked, at growing
// intervals.
#pragma once

#include <sys/wait.h>

#include <algorithm>
#include <climits>

#include "Unix/Readiness.hpp"
#include "Unix/Unix.hpp"

namespace sys::posix {

// The longest time that a child's end goes unnoticed.
static constexpr int kLongestPauseMs = 8;

bool childHasEnded(pid_t id) {
  siginfo_t info{};
  const int result = retryOnInterrupt(
      [&] { return ::waitid(P_PID, static_cast<id_t>(id), &info, WEXITED | WNOHANG | WNOWAIT); });
  return result == -1 || info.si_pid != 0;  // A child that cannot be asked about is gone.
}

int millisecondsUntil(Deadline deadline) {
  if (deadline == kForever) return -1;
  const Deadline now = std::chrono::steady_clock::now();
  if (deadline <= now) return 0;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now).count();
  return static_cast<int>(std::min<long long>(left, INT_MAX));
}

bool Readiness::collectEnded(std::span<void*> tokens, std::size_t& count) {
  for (std::size_t i = 0; i < entries_.size() && count < tokens.size();) {
    if (entries_[i].id == 0 || !childHasEnded(entries_[i].id)) {
      ++i;
      continue;
    }
    tokens[count++] = entries_[i].token;
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
    pauseMs_ = 1;
  }
  return count != 0;
}

void Readiness::forget(void* token) noexcept {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.token == token; });
}

int Readiness::timeoutMs(Deadline deadline) {
  const int wanted = millisecondsUntil(deadline);
  const bool asks = std::any_of(entries_.begin(), entries_.end(),
                                [](const Entry& entry) { return entry.id != 0; });
  if (!asks || (wanted >= 0 && wanted <= pauseMs_)) return wanted;
  const int pause = pauseMs_;
  pauseMs_ = std::min(pauseMs_ * 2, kLongestPauseMs);
  return pause;
}

}  // namespace sys::posix
