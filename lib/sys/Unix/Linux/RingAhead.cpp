// lib/sys/Unix/Linux/RingAhead.cpp -- What was asked for once and goes on by itself: accepts, and
// receives into the kernel's choice of buffers.
//
// What they bring while nobody waits is kept for the next operation; the kernel is told when there
// is enough of it.
#pragma once

#include "Unix/Linux/Ring.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <utility>

namespace sys {

namespace {

// The peer learns that nobody took the connection.
void breakOff(int handle) {
  SocketOs::setReset(handle);
  SocketOs::close(handle);
}

// One that there is no memory for is broken off.
void keepAccepted(Ahead& ahead, int handle) {
  try {
    ahead.accepted.push_back(handle);
  } catch (...) {
    breakOff(handle);
  }
}

// Whether a receive is over for a reason that says nothing of the stream.
bool isPassing(int error) { return error == ENOBUFS || error == ECANCELED || error == EINTR; }

Ahead& aheadOf(Channel& channel) { return *static_cast<Ahead*>(channel.platform); }

}  // namespace

Demuxer::OsBackend::Ring::~Ring() {
  for (Filled& filled : filled_) {
    if (filled.holder == nullptr) continue;
    filled.holder->lender_ = nullptr;
    filled.holder->data_ = nullptr;
  }
}

Ahead& Demuxer::OsBackend::Ring::ahead(Channel& channel) {
  if (channel.platform == nullptr) channel.platform = new Ahead;
  return aheadOf(channel);
}

void Demuxer::OsBackend::Ring::armReceive(Channel& channel) {
  if (!buffers_.isOpen()) buffers_.open(queue_);
  if (buffers_.count() == 0 && !growBuffers()) {
    errno = ENOMEM;
    fail("", "cannot lend buffers", lastSystemCode());
  }
  io_uring_sqe& receive = entry(IORING_OP_RECV, channel.handle, numberOf(channel, kReceived));
  receive.ioprio = IORING_RECV_MULTISHOT;
  receive.flags = IOSQE_BUFFER_SELECT;
  Ahead& state = aheadOf(channel);
  state.armed = true;
  state.cancelled = false;
  ++channel.held;
}

// False if there are as many as there may be, or no memory to count more.
bool Demuxer::OsBackend::Ring::growBuffers() noexcept {
  if (buffers_.count() == posix::RingBuffers::kMost) return false;
  try {
    filled_.resize(buffers_.count() + posix::RingBuffers::kAtOnce);
  } catch (...) {
    return false;
  }
  buffers_.grow();
  return true;
}

// Takes what has come, or waits for it.
void Demuxer::OsBackend::Ring::lend(Demuxer& demuxer, ReceiveLent& operation, Channel& channel) {
  Ahead& state = ahead(channel);
  if (state.first != Ahead::kNone) {
    const unsigned number = state.first;
    Filled& filled = filled_[number];
    state.first = filled.next;
    --state.received;
    filled.holder = &operation;
    operation.lender_ = this;
    operation.buffer_ = number;
    operation.data_ = buffers_.at(number);
    operation.count_ = filled.size;
    Os::end(demuxer, operation);
  } else if (state.result <= 0) {
    const int result = state.result;
    if (result == 0) operation.outcome_ = Outcome::EndOfStream;
    if (result != 0) return endWith(demuxer, operation, -result);
    Os::end(demuxer, operation);
  } else if (!state.armed && !state.starved) {
    armReceive(channel);
  }
}

void Demuxer::OsBackend::Ring::received(Demuxer& demuxer, Channel& channel,
                                        const io_uring_cqe& completion) {
  Ahead& state = aheadOf(channel);
  const bool more = (completion.flags & IORING_CQE_F_MORE) != 0;
  if (!more) state.armed = false;
  if (completion.res > 0) {
    const unsigned number = completion.flags >> IORING_CQE_BUFFER_SHIFT;
    buffers_.taken();
    filled_[number] = {static_cast<unsigned>(completion.res), Ahead::kNone, nullptr};
    (state.first == Ahead::kNone ? state.first : filled_[state.last].next) = number;
    state.last = number;
    ++state.received;
  } else if (completion.res == -ENOBUFS && buffers_.left() == 0 && !growBuffers()) {
    state.starved = true;
    state.nextStarved = std::exchange(starved_, &channel);
    ++channel.held;
  } else if (!isPassing(-completion.res)) {
    state.result = completion.res;
  }
  StreamOperation* waiting = channel.reading;
  const bool lends = waiting != nullptr &&
                     waiting->kind_ == static_cast<unsigned char>(OperationKind::ReceiveLent);
  if (lends && !state.starved) {
    try {
      lend(demuxer, static_cast<ReceiveLent&>(*waiting), channel);
    } catch (...) {
      endWith(demuxer, *waiting, errno);
    }
  }
  // Enough for one that does not take them: the others want some too.
  if (more && state.received >= Ahead::kMostReceived && !std::exchange(state.cancelled, true)) {
    cancelNumber(numberOf(channel, kReceived));
  }
  // It has left the buffers to others.
  if (!more && !state.starved) rearmStarved();
  if (!more) Channel::drop(channel);
}

void Demuxer::OsBackend::Ring::release(ReceiveLent& operation) noexcept {
  filled_[operation.buffer_].holder = nullptr;
  buffers_.give(operation.buffer_);
  rearmStarved();
}

// As many as there are buffers; those who do not wait are not in need of one, and start again by
// themselves.
void Demuxer::OsBackend::Ring::rearmStarved() noexcept {
  for (unsigned left = buffers_.left(); left > 0 && starved_ != nullptr;) {
    Channel& channel = *starved_;
    Ahead& state = aheadOf(channel);
    starved_ = std::exchange(state.nextStarved, nullptr);
    state.starved = false;
    if (!channel.closed && channel.reading != nullptr) {
      --left;
      try {
        armReceive(channel);
      } catch (...) {
        state.result = -errno;
        endWith(*channel.home, *channel.reading, errno);
      }
    }
    Channel::drop(channel);
  }
}

void Demuxer::OsBackend::Ring::accept(Demuxer& demuxer, Accept& operation, Channel& channel) {
  Ahead& state = ahead(channel);
  if (!state.accepted.empty()) {
    operation.coming_->handle = state.accepted.front();
    state.accepted.pop_front();
    return Os::end(demuxer, operation);
  }
  if (state.armed) return;
  io_uring_sqe& accept = entry(IORING_OP_ACCEPT, channel.handle, numberOf(channel, kAccepted));
  accept.ioprio = IORING_ACCEPT_MULTISHOT;
  accept.accept_flags = SOCK_CLOEXEC | SOCK_NONBLOCK;
  state.armed = true;
  state.cancelled = false;
  ++channel.held;
}

void Demuxer::OsBackend::Ring::accepted(Demuxer& demuxer, Channel& channel,
                                        const io_uring_cqe& completion) {
  Ahead& state = aheadOf(channel);
  const bool more = (completion.flags & IORING_CQE_F_MORE) != 0;
  if (!more) state.armed = false;
  auto* waiting = static_cast<Accept*>(channel.reading);
  if (completion.res >= 0) {
    if (waiting != nullptr) {
      waiting->coming_->handle = completion.res;
      Os::end(demuxer, *waiting);
    } else {
      keepAccepted(state, completion.res);
    }
    const bool enough = state.accepted.size() >= Ahead::kMostAccepted;
    if (more && enough && !std::exchange(state.cancelled, true)) {
      cancelNumber(numberOf(channel, kAccepted));
    }
  } else if (waiting != nullptr) {
    switch (-completion.res) {
      case ECANCELED:  // There were enough, and then one was wanted.
      case EINTR:
        try {
          accept(demuxer, *waiting, channel);
        } catch (...) {
          endWith(demuxer, *waiting, errno);
        }
        break;
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
      case ECONNABORTED:
      case EPROTO:
        Os::later(demuxer, *waiting);
        break;
      default:
        waiting->error_ = -completion.res;
        Os::end(demuxer, *waiting);
    }
  }
  if (!more) Channel::drop(channel);
}

void Demuxer::OsBackend::Ring::cancelAheadAgain(Channel& channel) noexcept {
  if (channel.platform == nullptr) return;
  const Ahead& state = aheadOf(channel);
  const bool listens = channel.kind == Channel::Kind::Listener;
  if (state.armed && state.cancelled)
    cancelNumber(numberOf(channel, listens ? kAccepted : kReceived));
}

void Demuxer::OsBackend::Ring::endAhead(Channel& channel) noexcept {
  if (channel.platform == nullptr) return;
  Ahead& state = aheadOf(channel);
  const bool listens = channel.kind == Channel::Kind::Listener;
  // It must not go on to listen until the kernel has given back the accept.
  if (listens && channel.closed) ::shutdown(channel.handle, SHUT_RD);
  if (state.armed && !std::exchange(state.cancelled, true)) {
    cancelNumber(numberOf(channel, listens ? kAccepted : kReceived));
  }
  for (Channel** link = &starved_; *link != nullptr; link = &aheadOf(**link).nextStarved) {
    if (*link != &channel) continue;
    *link = std::exchange(state.nextStarved, nullptr);
    state.starved = false;
    return Channel::drop(channel);
  }
}

// Called when nothing of the caller's is under way; what goes on by itself keeps the channel.
void Demuxer::OsBackend::Ring::forget(Channel& channel) noexcept {
  if (channel.platform == nullptr) return;
  Ahead* state = &aheadOf(channel);
  for (unsigned number = state->first; number != Ahead::kNone; number = filled_[number].next) {
    buffers_.give(number);
  }
  for (const int handle : state->accepted) breakOff(handle);
  delete state;
  channel.platform = nullptr;
  rearmStarved();
}

}  // namespace sys
