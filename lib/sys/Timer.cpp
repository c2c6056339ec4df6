// lib/sys/Timer.cpp -- Timers and posts need nothing of the platform but its clock and its wake-up.
#include "sys/Timer.hpp"

#include "DemuxerOs.hpp"
#include "Error.hpp"

namespace sys {

// One too far away to be told never comes.
static Deadline deadlineIn(std::chrono::nanoseconds time) {
  const Deadline now = std::chrono::steady_clock::now();
  return time < kForever - now ? now + time : kForever;
}

void Timer::start(Demuxer& demuxer, Deadline deadline, Completion completion) try {
  demuxer.prepare(*this, static_cast<unsigned char>(OperationKind::Timer), completion);
  ++demuxer.state_->pending;
  deadline_ = deadline;
  sequence_ = ++demuxer.state_->sequence;
  demuxer.state_->timers.insert(*this);
} catch (...) {
  rethrowAsString();
}

void Timer::start(Demuxer& demuxer, std::chrono::nanoseconds time, Completion completion) {
  start(demuxer, deadlineIn(time), completion);
}

bool Timer::reset(Deadline deadline) { return Demuxer::TimerWheel::reset(*this, deadline); }

bool Timer::reset(std::chrono::nanoseconds time) { return reset(deadlineIn(time)); }

bool Demuxer::TimerWheel::reset(Timer& timer, Deadline deadline) noexcept {
  if (timer.state_ != Operation::State::Waiting) return false;
  State& state = *timer.home_->state_;
  state.timers.remove(timer);
  timer.deadline_ = deadline;
  timer.sequence_ = ++state.sequence;
  state.timers.insert(timer);
  return true;
}

void Post::start(Demuxer& demuxer, Completion completion) try {
  demuxer.prepare(*this, static_cast<unsigned char>(OperationKind::Post), completion);
  demuxer.state_->posts.fetch_add(1, std::memory_order_relaxed);
  demuxer.post(*this);
} catch (...) {
  rethrowAsString();
}

}  // namespace sys
