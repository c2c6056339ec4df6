// unittests/TimerTest.cpp -- Timers complete once, in the order of their deadlines and never early.
#include "sys/Timer.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "Counter.hpp"
#include "sys/Demuxer.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

Deadline timeIn(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

TEST(Timer, IsNeverEarlyAndKeepsTheOrder) {
  std::vector<int> order;
  struct Timed {
    Timer timer;
    int number = 0;
    Deadline deadline;
    std::vector<int>* order = nullptr;
    void run() {
      EXPECT_GE(std::chrono::steady_clock::now(), deadline);
      order->push_back(number);
    }
  };
  const Deadline base = timeIn(5ms);
  const int delays[] = {3, 1, 2, 1, 0, 3, 0};
  std::vector<std::unique_ptr<Timed>> timers;
  Demuxer demuxer;
  for (int i = 0; i < 7; ++i) {
    timers.push_back(std::make_unique<Timed>());
    Timed& timed = *timers.back();
    timed.number = i;
    timed.deadline = base + std::chrono::milliseconds(delays[i]);
    timed.order = &order;
    timed.timer.start(demuxer, timed.deadline, Completion::to<&Timed::run>(timed));
  }
  demuxer.run();
  EXPECT_EQ(order, (std::vector<int>{4, 6, 1, 3, 2, 0, 5}));
}

TEST(Timer, ResetGivesItAnotherDeadline) {
  std::vector<int> order;
  struct Timed {
    std::vector<int>& order;
    int number;
    Timer timer = {};
    void run() { order.push_back(number); }
    Completion completion() { return Completion::to<&Timed::run>(*this); }
  };
  Timed later{order, 1}, sooner{order, 2}, tied{order, 3}, over{order, 4}, cancelled{order, 5};
  Demuxer demuxer;
  EXPECT_FALSE(later.timer.reset(1h)) << "it is not pending";
  const Deadline due = std::chrono::steady_clock::now();
  later.timer.start(demuxer, due, later.completion());
  sooner.timer.start(demuxer, 1h, sooner.completion());
  tied.timer.start(demuxer, due, tied.completion());
  over.timer.start(demuxer, due, over.completion());
  cancelled.timer.start(demuxer, 1h, cancelled.completion());
  EXPECT_TRUE(later.timer.reset(20ms));
  const Deadline atLeast = timeIn(19ms);
  EXPECT_TRUE(sooner.timer.reset(due)) << "behind those of that deadline";
  cancelled.timer.cancel();
  EXPECT_FALSE(cancelled.timer.reset(1h)) << "its completion is on its way";
  demuxer.runUntil(due);
  EXPECT_EQ(order, (std::vector<int>{5, 3, 4, 2}));
  EXPECT_FALSE(over.timer.reset(due)) << "it has completed";
  demuxer.run();
  EXPECT_EQ(order.back(), 1);
  EXPECT_GE(std::chrono::steady_clock::now(), atLeast);
  later.timer.start(demuxer, std::chrono::nanoseconds::max(), later.completion());
  EXPECT_FALSE(demuxer.runUntil(timeIn(1ms))) << "it never comes";
  EXPECT_TRUE(later.timer.reset(std::chrono::nanoseconds(-1)));
  EXPECT_TRUE(demuxer.runUntil(kForever));
}

TEST(Timer, ThousandsResetInAnyOrderCompleteEachOnceAndNeverEarly) {
  constexpr std::size_t kTimers = 2000;
  struct Timed {
    Timer timer;
    Deadline deadline;
    int calls = 0;
    void run() {
      ++calls;
      EXPECT_GE(std::chrono::steady_clock::now(), deadline);
    }
  };
  std::vector<Timed> all(kTimers);
  Demuxer demuxer;
  std::uint32_t random = 54321;
  const auto next = [&] {
    random = random * 1664525U + 1013904223U;
    return std::chrono::steady_clock::now() + std::chrono::microseconds((random >> 8) % 90'000);
  };
  for (Timed& timed : all) {
    timed.deadline = next();
    timed.timer.start(demuxer, timed.deadline, Completion::to<&Timed::run>(timed));
  }
  for (std::size_t round = 0; round < 20; ++round) {
    for (std::size_t i = 0; i < kTimers; i += 1 + round % 7) {
      const Deadline deadline = next();
      if (all[i].timer.reset(deadline)) all[i].deadline = deadline;
    }
    demuxer.runUntil(timeIn(1ms));
  }
  demuxer.run();
  for (const Timed& timed : all) EXPECT_EQ(timed.calls, 1);
}

TEST(Timer, ThousandsArmedAndCancelledInAnyOrderCompleteEachOnce) {
  constexpr std::size_t kTimers = 3000;
  std::vector<Timer> timers(kTimers);
  Counter action;
  Demuxer demuxer;
  std::uint32_t random = 12345;
  std::size_t cancelled = 0;
  for (Timer& timer : timers) {
    random = random * 1664525U + 1013904223U;
    timer.start(demuxer, timeIn(std::chrono::milliseconds(1 + random % 20)), action.completion());
  }
  for (std::size_t i = 0; i < kTimers; ++i) {
    random = random * 1664525U + 1013904223U;
    Timer& timer = timers[random % kTimers];
    timer.cancel();
  }
  demuxer.run();
  for (const Timer& timer : timers) cancelled += timer.outcome() == Outcome::Cancelled ? 1 : 0;
  EXPECT_EQ(action.calls, static_cast<int>(kTimers));
  EXPECT_GT(cancelled, kTimers / 3);
}

TEST(Timer, RunUntilReturnsAtItsDeadline) {
  Counter action;
  Timer timer;
  Demuxer demuxer;
  timer.start(demuxer, kForever, action.completion());
  const Deadline deadline = timeIn(20ms);
  EXPECT_FALSE(demuxer.runUntil(deadline));
  EXPECT_GE(std::chrono::steady_clock::now(), deadline);
  timer.cancel();
  demuxer.run();
}

}  // namespace
}  // namespace sys
