#pragma once

#include <atomic>
#include <cstdint>

#include "TimerWheel.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Timer.hpp"

namespace sys {

/// What an operation is, for those who carry it out.
enum class OperationKind : unsigned char {
  Receive,
  ReceiveLent,
  Accept,
  Send,
  SendFile,
  Connect,
  ExitWait,
  Interrupt,
  Resolve,
  Timer,
  Post,
};

/// A first-in-first-out list through the operations' own links.
struct OperationQueue {
  Operation* first = nullptr;
  Operation* last = nullptr;
};

/// What a Demuxer knows; the platform's part is behind `platform`.
struct Demuxer::State {
  OperationQueue ready;  // Ended, to be delivered in the next round.
  OperationQueue
      round;  // Being delivered; not empty between runs only after an exception or a stop.
  Operation* waiting = nullptr;    // On no channel; linked both ways.
  Channel* channels = nullptr;     // Those at home here, linked both ways.
  Deadline startLater = kForever;  // When those that the system was short for are tried again.
  TimerWheel timers;
  std::uint64_t sequence = 0;               // Of the timer started last.
  std::size_t pending = 0;                  // But for the posts, which other threads start.
  std::atomic<std::size_t> posts{0};        // Started and not delivered.
  std::atomic<Operation*> posted{nullptr};  // From any thread, last first.
  std::atomic<bool> wakeSent{false};        // A wake-up is under way: no second one is needed.
  std::atomic<bool> stopping{false};
  bool closing = false;
  bool hasMoreToTell = false;  // The platform, of what the last look at the system brought.
  void* platform = nullptr;

  bool isAnythingWithTheSystem() const { return channels != nullptr || waiting != nullptr; }
  bool isAnythingPending() const { return pending != 0 || posts.load() != 0; }
};

/// Throws that an operation cannot be started twice.
[[noreturn]] void failPending();

/// What starting any operation begins with. Throws if it is pending.
inline void Demuxer::prepare(Operation& operation, unsigned char kind, Completion completion) {
  if (operation.isPending()) failPending();
  operation.home_ = this;
  operation.completion_ = completion;
  operation.error_ = 0;
  operation.state_ = Operation::State::Waiting;
  operation.outcome_ = Outcome::Done;
  operation.kind_ = kind;
  operation.cancelled_ = false;
  operation.later_ = false;
}

/// Has it delivered in the next round; it must be in no other list.
inline void Demuxer::makeReady(Operation& operation) {
  operation.state_ = Operation::State::Ready;
  operation.next_ = nullptr;
  OperationQueue& ready = state_->ready;
  (ready.last == nullptr ? ready.first : ready.last->next_) = &operation;
  ready.last = &operation;
}

}  // namespace sys
