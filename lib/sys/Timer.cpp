// lib/sys/Timer.cpp -- Timers and posts need nothing of the platform but its clock and its wake-up.
#include "sys/Timer.hpp"

#include <utility>

#include "DemuxerOs.hpp"
#include "Error.hpp"
#include "TimerHeap.hpp"

namespace sys {

bool Demuxer::TimerHeap::before(const Timer& a, const Timer& b) {
  if (a.deadline_ != b.deadline_) return a.deadline_ < b.deadline_;
  return a.sequence_ < b.sequence_;
}

Timer* Demuxer::TimerHeap::meld(Timer* a, Timer* b) {
  if (a == nullptr) return b;
  if (b == nullptr) return a;
  if (before(*b, *a)) std::swap(a, b);
  b->previous_ = a;
  b->next_ = a->child_;
  if (a->child_ != nullptr) a->child_->previous_ = b;
  a->child_ = b;
  return a;
}

// In pairs from the left, then the pairs from the right: that order makes removal logarithmic in
// the long run.
Timer* Demuxer::TimerHeap::meldSiblings(Timer* first) {
  Timer* pairs = nullptr;
  while (first != nullptr) {
    Timer* second = next(*first);
    Timer* rest = second == nullptr ? nullptr : next(*second);
    first->next_ = first->previous_ = nullptr;
    if (second != nullptr) second->next_ = second->previous_ = nullptr;
    Timer* pair = meld(first, second);
    pair->next_ = pairs;
    pairs = pair;
    first = rest;
  }
  Timer* root = nullptr;
  while (pairs != nullptr) {
    Timer* rest = next(*pairs);
    pairs->next_ = nullptr;
    root = meld(root, pairs);
    pairs = rest;
  }
  return root;
}

void Demuxer::TimerHeap::insert(State& state, Timer& timer) {
  timer.child_ = nullptr;
  timer.next_ = timer.previous_ = nullptr;
  state.timers = meld(state.timers, &timer);
}

void Demuxer::TimerHeap::remove(State& state, Timer& timer) {
  Timer* children = meldSiblings(timer.child_);
  timer.child_ = nullptr;
  if (state.timers == &timer) {
    state.timers = children;
    return;
  }
  Timer* previous = static_cast<Timer*>(timer.previous_);
  if (previous->child_ == &timer) {
    previous->child_ = next(timer);
  } else {
    previous->next_ = timer.next_;
  }
  if (timer.next_ != nullptr) timer.next_->previous_ = previous;
  timer.next_ = timer.previous_ = nullptr;
  state.timers = meld(state.timers, children);
}

void Timer::start(Demuxer& demuxer, Deadline deadline, Completion completion) try {
  demuxer.begin(*this, static_cast<unsigned char>(OperationKind::Timer), completion);
  deadline_ = deadline;
  sequence_ = ++demuxer.state_->sequence;
  Demuxer::TimerHeap::insert(*demuxer.state_, *this);
} catch (...) {
  rethrowAsString();
}

void Post::start(Demuxer& demuxer, Completion completion) try {
  demuxer.begin(*this, static_cast<unsigned char>(OperationKind::Post), completion);
  demuxer.post(*this);
} catch (...) {
  rethrowAsString();
}

}  // namespace sys
