#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "Die.hpp"

namespace bench {

/// The children that one thread starts, one after the other, and how long each takes from its start
/// until its end is known.
class Starts {
public:
  using Clock = std::chrono::steady_clock;

  Starts(const char* child, int count) : child_(child), count_(count) {}

  const char* child() const { return child_; }

  /// Calls `startAndWait` for each of them: as often as was wished, but for no longer than half a
  /// second. The first ones are not counted.
  template <typename StartAndWait>
  void each(const StartAndWait& startAndWait) {
    for (int i = 0; i < kWarm; ++i) startAndWait();
    awaitOthers();
    const Clock::time_point end = Clock::now() + std::chrono::milliseconds(500);
    Clock::time_point before = Clock::now();
    while (static_cast<int>(microseconds_.size()) < count_ && before < end) {
      startAndWait();
      const Clock::time_point after = Clock::now();
      microseconds_.push_back(std::chrono::duration<double, std::micro>(after - before).count());
      before = after;
    }
    ended_ = before;
  }

  const std::vector<double>& microseconds() const { return microseconds_; }
  Clock::time_point ended() const { return ended_; }

private:
  static constexpr int kWarm = 5;

  static void awaitOthers();

  const char* child_;
  int count_;
  std::vector<double> microseconds_;
  Clock::time_point ended_;
};

/// The `main` of all that start children: opens the descriptors and touches the memory that the
/// command line asks for, lets `start` call `Starts::each` in each thread and prints what a start
/// took. `--version` prints `version`.
int measureStarts(int argc, char** argv, const std::string& version, void (*start)(Starts& starts));

/// "Linux 6.18.44": the version of those who use nothing else.
std::string systemVersion();

/// Waits for this child's end. Ends the program if it was no success.
void reap(pid_t child);

}  // namespace bench
