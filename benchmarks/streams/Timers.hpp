#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <numeric>
#include <random>
#include <string_view>
#include <thread>
#include <vector>

namespace bench {

/// A million timers and what is done with them, the same for every loop. A `Loop` has
/// `arm(timer, milliseconds)`, `rearm(timer, milliseconds)` of an armed one, `cancel(timer)` and
/// `settle()`, which brings to an end what the two may have left to the loop and runs what is due;
/// there are `kTimers + kBatch` timers.
class TimerRun {
public:
  static constexpr std::uint32_t kTimers = 1'000'000;
  static constexpr std::uint32_t kBatch = 256;  // After so many operations a loop gets its turn.

  TimerRun() : order_(kTimers), delays_(kTimers + 1) {
    std::mt19937 random(1);
    std::iota(order_.begin(), order_.end(), 0U);
    std::shuffle(order_.begin(), order_.end(), random);
    std::uniform_int_distribution<std::uint32_t> within(60'000, 120'000);
    for (std::uint32_t& delay : delays_) delay = within(random);
  }

  /// Prints nanoseconds of processor time for each timer: to arm one after the other; `rearm`,
  /// to set each of the million to another time; `expire`, when all are due; by
  /// default `arm_cancel`, to arm one more and cancel it.
  template <typename Loop>
  void measure(Loop& loop, std::string_view what) {
    if (what == "expire") return expire(loop);
    print("arm_ns", [&] {
      for (std::uint32_t i = 0; i < kTimers; ++i) loop.arm(i, delays_[i]);
    });
    if (what == "rearm") {
      print("rearm_ns", [&] { rearm(loop); });
    } else {
      print("arm_cancel_ns", [&] { armAndCancel(loop); });
    }
  }

private:
  template <typename Loop>
  void expire(Loop& loop) {
    for (std::uint32_t i = 0; i < kTimers; ++i) loop.arm(i, delays_[i] % 1000);
    std::this_thread::sleep_for(std::chrono::milliseconds(1000));
    print("expire_ns", [&] { loop.settle(); });
  }

  // One more beside the million, in the midst of them; another one each time.
  template <typename Loop>
  void armAndCancel(Loop& loop) {
    for (std::uint32_t i = 0; i < kTimers; ++i) {
      const std::uint32_t timer = kTimers + i % kBatch;
      loop.arm(timer, delays_[i + 1]);
      loop.cancel(timer);
      if (i % kBatch == kBatch - 1) loop.settle();
    }
    loop.settle();
  }

  // Each of the million once, in random order, to another time.
  template <typename Loop>
  void rearm(Loop& loop) {
    for (std::uint32_t i = 0; i < kTimers; ++i) {
      loop.rearm(order_[i], delays_[i + 1]);
      if (i % kBatch == kBatch - 1) loop.settle();
    }
  }

  template <typename Work>
  static void print(const char* name, const Work& work) {
    const std::clock_t begin = std::clock();
    work();
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    std::printf("%s %.2f\n", name, seconds * 1e9 / kTimers);
  }

  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> delays_;
};

}  // namespace bench
