#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace sys::posix {

/// What a kernel told at once, passed on a few at a time. The kernel is asked rarely so, and yet
/// what a completion does with a stream, as answering it, finds in the processor's first cache what
/// the kernel and the loop have just had there for it, and few lent buffers serve all.
template <typename Event>
class EventBatch {
public:
  /// How many are passed on before their completions are called.
  static constexpr std::size_t kAtATime = 16;

  bool isEmpty() const { return left_.empty(); }

  /// Where the kernel writes the next ones, when it is empty; and that it did.
  std::span<Event> room() { return events_; }
  void told(int count) { left_ = std::span(events_).first(static_cast<std::size_t>(count)); }

  /// The next one, if there is one.
  std::optional<Event> take() {
    if (left_.empty()) return std::nullopt;
    const Event first = left_.front();
    left_ = left_.subspan(1);
    return first;
  }

  /// To be asked for what is left when some of it is about somebody who is no more.
  std::span<Event> left() { return left_; }

private:
  std::array<Event, 256> events_;
  std::span<Event> left_;
};

}  // namespace sys::posix
