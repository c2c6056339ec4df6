#pragma once

#include "DemuxerState.hpp"

namespace sys {

/// A pairing heap of timers through their own links: no memory of its own, arming in constant time.
/// A first child's `previous_` is its parent, another's its left sibling; the root has neither.
struct Demuxer::TimerHeap {
  static void insert(State& state, Timer& timer);
  static void remove(State& state, Timer& timer);

private:
  static bool before(const Timer& a, const Timer& b);
  static Timer* next(const Timer& timer) { return static_cast<Timer*>(timer.next_); }
  static Timer* meld(Timer* a, Timer* b);
  static Timer* meldSiblings(Timer* first);
};

}  // namespace sys
