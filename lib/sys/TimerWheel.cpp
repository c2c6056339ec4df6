// lib/sys/TimerWheel.cpp -- A hierarchical wheel (Varghese and Lauck, 1987) for what is far, a
// pairing heap for what is near.
#include "TimerWheel.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace sys {

// How many of a slot are looked at to know how long to wait; with more it is only known when the
// slot begins.
static constexpr int kLookedAt = 16;

Demuxer::TimerWheel::TimerWheel() : current_(tickOf(std::chrono::steady_clock::now())) {}

std::int64_t Demuxer::TimerWheel::tickOf(Deadline deadline) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(deadline.time_since_epoch())
             .count() >>
         kTickBits;
}

void Demuxer::TimerWheel::insert(Timer& timer) noexcept {
  const std::int64_t tick = tickOf(timer.deadline_);
  timer.previous_ = nullptr;
  if (tick <= current_) {
    timer.next_ = nullptr;
    timer.child_ = nullptr;
    timer.slot_ = kInHeap;
    heap_ = meld(heap_, &timer);
    return;
  }
  const unsigned level =
      (static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(tick ^ current_))) - 1) /
      kDigitBits;
  const unsigned digit = static_cast<unsigned>(tick >> (level * kDigitBits)) % kSlots;
  timer.slot_ = static_cast<std::uint16_t>(level * kSlots + digit);
  Timer*& first = slots_[timer.slot_];
  timer.next_ = first;
  if (first != nullptr) first->previous_ = &timer;
  first = &timer;
  occupied_[level] |= std::uint64_t{1} << digit;
}

void Demuxer::TimerWheel::remove(Timer& timer) noexcept {
  if (timer.slot_ == kInHeap) return removeFromHeap(timer);
  if (timer.next_ != nullptr) timer.next_->previous_ = timer.previous_;
  if (timer.previous_ != nullptr) {
    timer.previous_->next_ = timer.next_;
    return;
  }
  slots_[timer.slot_] = nextOf(timer);
  if (timer.next_ == nullptr) {
    occupied_[timer.slot_ / kSlots] &= ~(std::uint64_t{1} << timer.slot_ % kSlots);
  }
}

bool Demuxer::TimerWheel::findNext(Next& next) const noexcept {
  for (unsigned level = 0; level < kLevels; ++level) {
    if (occupied_[level] == 0) continue;
    const auto digit = static_cast<unsigned>(std::countr_zero(occupied_[level]));
    const unsigned shift = level * kDigitBits;
    const std::int64_t above = current_ >> (shift + kDigitBits) << (shift + kDigitBits);
    next = {level * kSlots + digit, above | std::int64_t{digit} << shift};
    return true;
  }
  return false;
}

// The slot's time has come: what it holds goes to lower levels or into the heap.
void Demuxer::TimerWheel::fall(const Next& next) noexcept {
  current_ = next.tick;
  Timer* timer = std::exchange(slots_[next.slot], nullptr);
  occupied_[next.slot / kSlots] &= ~(std::uint64_t{1} << next.slot % kSlots);
  while (timer != nullptr) {
    Timer* rest = nextOf(*timer);
    insert(*timer);
    timer = rest;
  }
}

Timer* Demuxer::TimerWheel::takeDue(Deadline now) noexcept {
  const std::int64_t tick = tickOf(now);
  for (Next next{};;) {
    if (heap_ != nullptr) {
      Timer* first = heap_;
      if (first->deadline_ > now) return nullptr;
      remove(*first);
      return first;
    }
    if (!findNext(next) || next.tick > tick) {
      current_ = std::max(current_, tick);
      return nullptr;
    }
    fall(next);
  }
}

Timer* Demuxer::TimerWheel::any() const noexcept {
  Next next{};
  if (heap_ != nullptr) return heap_;
  return findNext(next) ? slots_[next.slot] : nullptr;
}

Deadline Demuxer::TimerWheel::next() const noexcept {
  if (heap_ != nullptr) return heap_->deadline_;
  Next next{};
  if (!findNext(next)) return kForever;
  Deadline first = kForever;
  int looked = 0;
  for (const Timer* timer = slots_[next.slot]; timer != nullptr; timer = nextOf(*timer)) {
    if (++looked > kLookedAt) {
      return Deadline(std::chrono::nanoseconds(next.tick << kTickBits));
    }
    first = std::min(first, timer->deadline_);
  }
  return first;
}

bool Demuxer::TimerWheel::before(const Timer& a, const Timer& b) {
  if (a.deadline_ != b.deadline_) return a.deadline_ < b.deadline_;
  return a.sequence_ < b.sequence_;
}

Timer* Demuxer::TimerWheel::meld(Timer* a, Timer* b) {
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
Timer* Demuxer::TimerWheel::meldSiblings(Timer* first) {
  Timer* pairs = nullptr;
  while (first != nullptr) {
    Timer* second = nextOf(*first);
    Timer* rest = second == nullptr ? nullptr : nextOf(*second);
    first->next_ = first->previous_ = nullptr;
    if (second != nullptr) second->next_ = second->previous_ = nullptr;
    Timer* pair = meld(first, second);
    pair->next_ = pairs;
    pairs = pair;
    first = rest;
  }
  Timer* root = nullptr;
  while (pairs != nullptr) {
    Timer* rest = nextOf(*pairs);
    pairs->next_ = nullptr;
    root = meld(root, pairs);
    pairs = rest;
  }
  return root;
}

void Demuxer::TimerWheel::removeFromHeap(Timer& timer) noexcept {
  Timer* children = meldSiblings(timer.child_);
  timer.child_ = nullptr;
  if (heap_ == &timer) {
    heap_ = children;
    return;
  }
  Timer* previous = static_cast<Timer*>(timer.previous_);
  if (previous->child_ == &timer) {
    previous->child_ = nextOf(timer);
  } else {
    previous->next_ = timer.next_;
  }
  if (timer.next_ != nullptr) timer.next_->previous_ = previous;
  timer.next_ = timer.previous_ = nullptr;
  heap_ = meld(heap_, children);
}

}  // namespace sys
