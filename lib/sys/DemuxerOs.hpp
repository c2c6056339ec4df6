#pragma once

#include <utility>

#include "Channel.hpp"
#include "DemuxerState.hpp"
#include "sys/Clock.hpp"
#include "sys/Listener.hpp"
#include "sys/Native.hpp"
#include "sys/Signals.hpp"

namespace sys {

/// What a platform must provide for Demuxer.cpp. Operations between `start…` and their end are in
/// their channel or in `State::waiting`; the platform ends one by setting `count_`, `outcome_` or
/// `error_` and calling `end`.
struct Demuxer::Os {
  /// Makes `state.platform`: the set of what is waited for, and the means to wake a waiter. By the
  /// means of this name, or the best one if it is empty; throws if the system has it not.
  static void open(State& state, std::string_view backEnd);
  static std::string_view backEnd(const State& state);
  static std::vector<std::string> backEnds();
  static void close(State& state) noexcept;

  /// Starts what is done with a channel, which is settled here; may end it at once, or say
  /// `later`.
  static void start(Demuxer& demuxer, StreamOperation& operation);

  /// Its owner has closed the channel, or its home is about to go: ends what the platform does on
  /// it of its own accord, now or during a later `wait`, and gives back what it `held` for that.
  static void endAhead(Demuxer& demuxer, Channel& channel) noexcept;

  /// Before a channel with nothing under way is closed, or `home` is: takes it out of the set.
  static void forget(Demuxer& demuxer, Channel& channel) noexcept;

  /// Takes back what was lent.
  static void release(ReceiveLent& operation) noexcept;

  /// Starts to wait for the end of a child.
  static void startExitWait(Demuxer& demuxer, SystemOperation& operation, native::ProcessId id,
                            native::Handle exit);

  /// Starts to wait for what `Interrupt::Os::arm` returned; its end sets `what_`.
  static void startInterrupt(Demuxer& demuxer, Interrupt& operation, native::Handle source);

  /// Ends a waiting operation as cancelled, now or, where the system has to give it back first,
  /// during a later `wait`.
  static void cancel(Demuxer& demuxer, Operation& operation) noexcept;

  /// Waits until something ends, `wake` is called or `deadline` comes, and ends what can be ended.
  /// Resets `state.wakeSent` when it has seen a wake-up. Sets `state.hasMoreToTell` when it keeps
  /// back some of what has ended: then it is called once more, whatever the time.
  static void wait(Demuxer& demuxer, Deadline deadline);

  /// Makes a `wait` return, this one or the next. From any thread.
  static void wake(State& state) noexcept;

  /// Called by the destructor after everything was cancelled: returns when the system has given all
  /// operations back.
  static void drain(Demuxer& demuxer) noexcept;

  /// For the platform: the operation has ended.
  static void end(Demuxer& demuxer, Operation& operation) noexcept { demuxer.finish(operation); }

  /// Calls `act` with each operation between `start…` and its end, which it may bring about.
  template <typename Act>
  static void forEachUnderWay(Demuxer& demuxer, const Act& act) {
    for (Operation* next = demuxer.state_->waiting; next != nullptr;) {
      act(*std::exchange(next, next->next_));
    }
    for (Channel* next = demuxer.state_->channels; next != nullptr;) {
      const Channel& channel = *std::exchange(next, next->next);
      StreamOperation* const writing = channel.writing;  // The end of both may be the channel's.
      if (channel.reading != nullptr) act(*channel.reading);
      if (writing != nullptr) act(*writing);
    }
  }

  /// For the platform: the system is short of what the operation needs; it is started again after
  /// a while, and is nobody's until then.
  static void later(Demuxer& demuxer, StreamOperation& operation) noexcept;
};

}  // namespace sys
