// lib/sys/Timer.cpp -- Timers and posts need nothing of the platform but its clock and its wake-up.
#include "sys/Timer.hpp"

#include "DemuxerOs.hpp"
#include "Error.hpp"

namespace sys {

void Timer::start(Demuxer& demuxer, Deadline deadline, Completion completion) try {
  demuxer.prepare(*this, static_cast<unsigned char>(OperationKind::Timer), completion);
  ++demuxer.state_->pending;
  deadline_ = deadline;
  sequence_ = ++demuxer.state_->sequence;
  demuxer.state_->timers.insert(*this);
} catch (...) {
  rethrowAsString();
}

void Post::start(Demuxer& demuxer, Completion completion) try {
  demuxer.prepare(*this, static_cast<unsigned char>(OperationKind::Post), completion);
  demuxer.state_->posts.fetch_add(1, std::memory_order_relaxed);
  demuxer.post(*this);
} catch (...) {
  rethrowAsString();
}

}  // namespace sys
