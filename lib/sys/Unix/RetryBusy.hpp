#pragma once

#include <cerrno>
#include <chrono>
#include <thread>

#include "Unix/Spawn.hpp"

namespace sys::posix {

/// Starts a child by `start`, again if its program is busy: one that was just written may be held
/// open by a child that another thread is starting by fork. That passes within milliseconds.
/// https://github.com/golang/go/issues/22315
template <typename Start>
Spawned retryBusy(const Start& start) {
  constexpr int kTries = 20;
  for (int attempt = 0;; ++attempt) {
    Spawned result = start();
    const bool busy = result.failure.step == SpawnStep::Execute && result.failure.error == ETXTBSY;
    if (!busy || attempt == kTries) return result;
    std::this_thread::sleep_for(std::chrono::microseconds(200) * (attempt + 1));
  }
}

}  // namespace sys::posix
