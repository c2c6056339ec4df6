// unittests/NameAnswers.cpp -- What is answered to whom does not depend on the system.
#include "NameAnswers.hpp"

#include <atomic>
#include <chrono>
#include <thread>

namespace sys::names {

namespace {

constinit std::atomic<bool> held = false;
constinit std::atomic<int> waitingCount = 0;

}  // namespace

Answer answerFor(std::string_view host) noexcept {
  if (host == "held.test") {
    waitingCount.fetch_add(1);
    // Not `wait`: where there is no futex, that of gcc 12 may miss that it is over.
    while (held.load()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    waitingCount.fetch_sub(1);
    return Answer::Loopback;
  }
  if (host == "loopback.test") return Answer::Loopback;
  if (host == "missing.test") return Answer::Missing;
  if (host == "later.test") return Answer::Later;
  if (host == "broken.test") return Answer::Broken;
  return Answer::Asked;
}

Hold::Hold() { held.store(true); }

Hold::~Hold() {
  held.store(false);
  while (waiting() != 0) std::this_thread::yield();
}

bool Hold::awaitWaiting(int count) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (waiting() != count) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

int waiting() { return waitingCount.load(); }

}  // namespace sys::names
