#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace sys::posix {

/// What a kernel told at once, passed on a few at a time. The kernel is asked rarely so, and yet
/// what a completion does with a stream, as answering it, finds in the processor's first cache what
/// the kernel and the loop have just had there for it, and few lent buffers serve all.
template <typename Event>
class EventBatch {
public:
  bool isEmpty() const { return left_.empty(); }

  /// Where the kernel writes the next ones, when it is empty; and that it did.
  std::span<Event> room() { return events_; }
  void told(int count) { left_ = std::span(events_).first(static_cast<std::size_t>(count)); }

  /// Passes on the next ones, as many as are wanted before their completions are called.
  template <typename Act>
  void passOn(const Act& act) {
    for (std::size_t i = 0; i < kAtATime && !left_.empty(); ++i) {
      const Event first = left_.front();
      left_ = left_.subspan(1);
      act(first);
    }
  }

  /// Forgets those of what is left that are about somebody who is no more.
  template <typename Matches>
  void drop(const Matches& matches) {
    const auto end = std::remove_if(left_.begin(), left_.end(), matches);
    left_ = left_.first(static_cast<std::size_t>(end - left_.begin()));
  }

private:
  static constexpr std::size_t kAtATime = 16;

  std::array<Event, 256> events_;
  std::span<Event> left_;
};

}  // namespace sys::posix
