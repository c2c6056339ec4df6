#pragma once

#include <cstddef>
#include <cstdint>

#include "sys/Demuxer.hpp"
#include "sys/Timer.hpp"

namespace sys {

/// Timers through their own links: armed and cancelled in constant time, taken in the order of
/// their deadlines.
///
/// Time is counted in ticks of 2^20 ns. What ends after the current tick hangs in a wheel of eight
/// levels with 64 slots each: the level is that of the highest digit (base 64) in which its tick
/// differs from the current one, the slot is that digit. So all of a level end before those of the
/// next one, and a slot's timers are looked at again only when its time has come: then they fall to
/// a lower level. What ends within the current tick is in a pairing heap, which knows the order.
class Demuxer::TimerWheel {
public:
  TimerWheel();

  bool isEmpty() const {
    std::uint64_t occupied = 0;
    for (const std::uint64_t slots : occupied_) occupied |= slots;
    return heap_ == nullptr && occupied == 0;
  }

  void insert(Timer& timer) noexcept;
  void remove(Timer& timer) noexcept;

  /// See `Timer::reset`.
  static bool reset(Timer& timer, Deadline deadline) noexcept;

  /// The next one whose deadline is not after `now`, taken out; null if there is none.
  Timer* takeDue(Deadline now) noexcept;

  /// Any one; null if there is none.
  Timer* any() const noexcept;

  /// Not after the first deadline, so that waiting until then is never too long.
  Deadline next() const noexcept;

private:
  static constexpr unsigned kLevels = 8;
  static constexpr unsigned kDigitBits = 6;
  static constexpr unsigned kSlots = 1U << kDigitBits;
  static constexpr unsigned kTickBits = 20;
  static constexpr std::uint16_t kInHeap = UINT16_MAX;

  // The first slot in time that holds something.
  struct Next {
    unsigned slot;  // Of all levels.
    std::int64_t tick;
  };

  static std::int64_t tickOf(Deadline deadline);
  bool findNext(Next& next) const noexcept;
  void fall(const Next& next) noexcept;

  // The heap. A first child's `previous_` is its parent, another's its left sibling; the root has
  // neither.
  static bool before(const Timer& a, const Timer& b);
  static Timer* nextOf(const Timer& timer) { return static_cast<Timer*>(timer.next_); }
  static Timer* meld(Timer* a, Timer* b);
  static Timer* meldSiblings(Timer* first);
  void removeFromHeap(Timer& timer) noexcept;

  Timer* slots_[kLevels * kSlots] = {};
  std::uint64_t occupied_[kLevels] = {};  // A bit for each slot.
  std::int64_t current_;                  // The tick.
  Timer* heap_ = nullptr;
};

}  // namespace sys
