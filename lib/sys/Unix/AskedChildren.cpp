// lib/sys/Unix/AskedChildren.cpp -- Children that no descriptor stands for are asked, at growing
// intervals.
#pragma once

#include "Unix/AskedChildren.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <climits>

#include "Unix/Unix.hpp"

namespace sys::posix {

bool childHasEnded(pid_t id) {
  siginfo_t info{};
  const int result = retryOnInterrupt(
      [&] { return ::waitid(P_PID, static_cast<id_t>(id), &info, WEXITED | WNOHANG | WNOWAIT); });
  return result == -1 || info.si_pid != 0;  // A child that cannot be asked about is gone.
}

int millisecondsUntil(Deadline deadline) {
  if (deadline == kForever) return -1;
  if (deadline == Deadline::min()) return 0;
  const Deadline now = std::chrono::steady_clock::now();
  if (deadline <= now) return 0;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now).count();
  return static_cast<int>(std::min<long long>(left, INT_MAX));
}

void AskedChildren::add(pid_t id, void* token) {
  children_.push_back({id, token});
  hurry();
}

bool AskedChildren::remove(void* token) noexcept {
  return std::erase_if(children_, [&](const Child& child) { return child.token == token; }) != 0;
}

void AskedChildren::hurry() {
  pauseMs_ = 1;
  due_ = Deadline::min();
}

void* AskedChildren::takeEnded(bool onlyWhenDue) {
  if (children_.empty()) return nullptr;
  const Deadline now = std::chrono::steady_clock::now();
  if (onlyWhenDue && now < due_) return nullptr;
  for (std::size_t i = 0; i < children_.size(); ++i) {
    if (!childHasEnded(children_[i].id)) continue;
    void* token = children_[i].token;
    children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(i));
    hurry();
    return token;
  }
  due_ = now + std::chrono::milliseconds(pauseMs_);
  pauseMs_ = std::min(pauseMs_ * 2, longestPauseMs_);
  return nullptr;
}

int AskedChildren::timeoutMs(Deadline deadline) const {
  return millisecondsUntil(children_.empty() ? deadline : std::min(deadline, due_));
}

}  // namespace sys::posix
