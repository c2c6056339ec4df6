#pragma once

#include <chrono>
#include <cstdint>

#include "sys/Clock.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Operation.hpp"

namespace sys {

/// Completes when a point on the steady clock has come: never early, and late by itself by at most
/// about a millisecond, on Windows by a tick of its clock (16 ms). Timers complete in the order of
/// their deadlines, and those of one deadline in the order they were started.
class Timer : public Operation {
public:
  Timer() = default;

  /// Starts it. A deadline that has passed completes at once (from the loop). `kForever` only ends
  /// by `cancel`.
  void start(Demuxer& demuxer, Deadline deadline, Completion completion);

  /// The same, `time` from now.
  void start(Demuxer& demuxer, std::chrono::nanoseconds time, Completion completion);

  /// Gives one that is pending another deadline, in place of the one it had. False if there is none
  /// to give it to: it is not pending, or has ended and its completion is about to be called. From
  /// the Demuxer's thread only.
  bool reset(Deadline deadline);

  /// The same, `time` from now.
  bool reset(std::chrono::nanoseconds time);

private:
  friend class Demuxer;

  std::uint16_t slot_ = 0;  // Where it is in a wheel; first, where the base leaves room for it.
  Deadline deadline_{};
  std::uint64_t sequence_ = 0;  // Of two equal deadlines the lower goes first.
  Timer* child_ = nullptr;      // Where it is in a heap.
};

/// Brings a call from another thread into the loop. Starting it is the one thing any thread may do;
/// a wake-up that is already under way is not repeated.
class Post : public Operation {
public:
  Post() = default;
  void start(Demuxer& demuxer, Completion completion);
};

}  // namespace sys
