// lib/sys/Unix/Linux/Ring.cpp -- io_uring: what is started is handed to the kernel together with
// the next wait, so a turn of the loop is one system call.
//
// Sends and receives are the kernel's own; accepts and lent receives go on by themselves once they
// were asked for (multishot) and what they bring waits for its operation; everything else waits for
// readiness by a poll entry and is then carried out as with epoll. A receive after a short one
// waits for more without a try (IORING_RECVSEND_POLL_FIRST).
//
// Quirk: an operation is the kernel's until its completion has come, cancelled or not; only then is
// its channel closed.
#pragma once

#include "Unix/Linux/Ring.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "Unix/Linux/RingAhead.cpp"
#include "Unix/Linux/RingQueue.cpp"
#include "Unix/Readiness.cpp"

namespace sys {

std::unique_ptr<Demuxer::OsBackend> Demuxer::OsBackend::Ring::make() {
  auto ring = std::make_unique<Ring>();
  if (!ring->queue_.isOpen()) return nullptr;
  return ring;
}

io_uring_sqe& Demuxer::OsBackend::Ring::entry(unsigned char code, int descriptor,
                                              std::uint64_t number) {
  io_uring_sqe* entry = queue_.entry();
  if (entry == nullptr) fail("", "cannot hand an operation to the system", lastSystemCode());
  entry->opcode = code;
  entry->fd = descriptor;
  entry->user_data = number;
  return *entry;
}

void Demuxer::OsBackend::Ring::poll(int descriptor, unsigned events, Operation& operation) {
  entry(IORING_OP_POLL_ADD, descriptor, numberOf(operation)).poll32_events = events;
}

// Each wake-up makes a completion of its own, without its being read.
void Demuxer::OsBackend::Ring::awaitWakeUp() {
  io_uring_sqe& poll = entry(IORING_OP_POLL_ADD, wakeUp.descriptor(), kWoken);
  poll.poll32_events = POLLIN;
  poll.len = IORING_POLL_ADD_MULTI;
  awaitsWakeUp_ = true;
}

void Demuxer::OsBackend::Ring::cancelNumber(std::uint64_t number) noexcept {
  io_uring_sqe* cancel = queue_.entry();
  if (cancel == nullptr) {
    owesCancels_ = true;
    return;
  }
  cancel->opcode = IORING_OP_ASYNC_CANCEL;
  cancel->fd = -1;
  cancel->addr = number;
  cancel->user_data = kNothing;
}

// All of them, those that were handed over too: to cancel twice is to cancel once.
void Demuxer::OsBackend::Ring::repeatCancels(Demuxer& demuxer) noexcept {
  Os::forEachUnderWay(demuxer, [&](Operation& operation) {
    if (operation.cancelled_) cancelNumber(numberOf(operation));
  });
  for (Channel* next = demuxer.state_->channels; next != nullptr; next = next->next) {
    cancelAheadAgain(*next);
  }
}

// Whether the kernel has it, and not only a poll for it.
bool Demuxer::OsBackend::Ring::isOurs(const Operation& operation) {
  const auto kind = static_cast<OperationKind>(operation.kind_);
  if (kind != OperationKind::Send && kind != OperationKind::Receive) return false;
  return !static_cast<const Transfer&>(operation).channel_->isPipe();
}

void Demuxer::OsBackend::Ring::start(Demuxer& demuxer, StreamOperation& operation) {
  Channel& channel = *operation.channel_;
  switch (static_cast<OperationKind>(operation.kind_)) {
    case OperationKind::Receive:
    case OperationKind::Send:
      if (channel.isPipe()) {
        return poll(channel.handle, channel.isPipeToRead() ? POLLIN : POLLOUT, operation);
      }
      return move(static_cast<Transfer&>(operation), channel);
    case OperationKind::ReceiveLent:
      return lend(demuxer, static_cast<ReceiveLent&>(operation), channel);
    case OperationKind::Accept:
      return accept(demuxer, static_cast<Accept&>(operation), channel);
    case OperationKind::Connect: {
      const Step step = SocketOs::connect(channel.handle, static_cast<Connect&>(operation).to_);
      if (step.state == Step::State::Waits) return poll(channel.handle, POLLOUT, operation);
      if (step.state == Step::State::Later) return Os::later(demuxer, operation);
      ended(operation, step);
      return Os::end(demuxer, operation);
    }
    default:
      return poll(channel.handle, POLLOUT, operation);
  }
}

void Demuxer::OsBackend::Ring::move(Transfer& operation, Channel& channel) {
  const bool sends = operation.kind_ == static_cast<unsigned char>(OperationKind::Send);
  if (operation.count_ == operation.size_) {  // Nothing to be sent: ends by itself all the same.
    entry(IORING_OP_NOP, -1, numberOf(operation));
    return;
  }
  io_uring_sqe& move =
      entry(sends ? IORING_OP_SEND : IORING_OP_RECV, channel.handle, numberOf(operation));
  move.addr = reinterpret_cast<std::uintptr_t>(operation.data_ + operation.count_);
  move.len = static_cast<std::uint32_t>(
      std::min<std::size_t>(operation.size_ - operation.count_, 1U << 30));
  if (sends) {
    move.msg_flags = MSG_NOSIGNAL | MSG_WAITALL;
  } else if (!channel.readable) {
    move.ioprio = IORING_RECVSEND_POLL_FIRST;
  }
}

void Demuxer::OsBackend::Ring::endWith(Demuxer& demuxer, StreamOperation& operation, int error) {
  if (error == ECANCELED && operation.cancelled_) {
    operation.outcome_ = Outcome::Cancelled;
  } else {
    ended(operation, SocketOs::ended(error));
  }
  Os::end(demuxer, operation);
}

// What was moved before a cancel counts as done: nothing is lost.
void Demuxer::OsBackend::Ring::moved(Demuxer& demuxer, Transfer& operation,
                                     const io_uring_cqe& completion) {
  Channel& channel = *operation.channel_;
  const bool sends = operation.kind_ == static_cast<unsigned char>(OperationKind::Send);
  if (completion.res < 0 && completion.res != -EINTR && completion.res != -EAGAIN) {
    return endWith(demuxer, operation, -completion.res);
  }
  if (completion.res == 0 && !sends) {
    operation.outcome_ = Outcome::EndOfStream;
    return Os::end(demuxer, operation);
  }
  if (completion.res > 0) operation.count_ += static_cast<std::size_t>(completion.res);
  if (!sends) channel.readable = (completion.flags & IORING_CQE_F_SOCK_NONEMPTY) != 0;
  if (operation.count_ == operation.size_ || (!operation.whole_ && completion.res > 0)) {
    return Os::end(demuxer, operation);
  }
  if (operation.cancelled_) return endWith(demuxer, operation, ECANCELED);
  move(operation, channel);
}

void Demuxer::OsBackend::Ring::armExit(pid_t id, int exit, Operation& operation) {
  if (exit != -1) return poll(exit, POLLIN, operation);
  asked_.add(id, &operation);
}

void Demuxer::OsBackend::Ring::disarm(pid_t, int, Operation& operation) noexcept {
  asked_.remove(&operation);
}

// What the kernel has completes when it gives it back.
void Demuxer::OsBackend::Ring::cancel(Demuxer& demuxer, Operation& operation) noexcept {
  switch (static_cast<OperationKind>(operation.kind_)) {
    case OperationKind::ReceiveLent:
    case OperationKind::Accept:
      operation.outcome_ = Outcome::Cancelled;
      return Os::end(demuxer, operation);
    case OperationKind::ExitWait:
      if (asked_.remove(&operation)) {
        operation.outcome_ = Outcome::Cancelled;
        return Os::end(demuxer, operation);
      }
      [[fallthrough]];
    default:
      cancelNumber(numberOf(operation));
  }
}

void Demuxer::OsBackend::Ring::completed(Demuxer& demuxer, Operation& operation,
                                         const io_uring_cqe& completion) {
  const bool onChannel = operation.kind_ < static_cast<unsigned char>(OperationKind::ExitWait);
  if (onChannel && isOurs(operation)) {
    try {
      return moved(demuxer, static_cast<Transfer&>(operation), completion);
    } catch (...) {
      return endWith(demuxer, static_cast<StreamOperation&>(operation), errno);
    }
  }
  // A poll that failed has told nothing.
  if (completion.res < 0 || operation.cancelled_) {
    if (operation.cancelled_) operation.outcome_ = Outcome::Cancelled;
    if (!operation.cancelled_) operation.error_ = -completion.res;
    return Os::end(demuxer, operation);
  }
  if (!onChannel) return told(demuxer, operation);
  StreamOperation& stream = static_cast<StreamOperation&>(operation);
  stream.channel_->readable = stream.channel_->writable = true;
  attempt(demuxer, stream);
  if (stream.channel_ == nullptr || stream.later_) return;
  try {
    const bool reads = stream.channel_->reading == &stream;
    poll(stream.channel_->handle, reads ? POLLIN : POLLOUT, operation);
  } catch (...) {
    endWith(demuxer, stream, errno);
  }
}

void Demuxer::OsBackend::Ring::dispatch(Demuxer& demuxer, const io_uring_cqe& completion) {
  const std::uint64_t number = completion.user_data;
  switch (number & kPurposes) {
    case kOperation:
      return completed(demuxer, *reinterpret_cast<Operation*>(number), completion);
    case kReceived:
      return received(demuxer, *reinterpret_cast<Channel*>(number & ~kPurposes), completion);
    case kAccepted:
      return accepted(demuxer, *reinterpret_cast<Channel*>(number & ~kPurposes), completion);
    default:
      if (number != kWoken) return;
      demuxer.state_->wakeSent.store(false);
      awaitsWakeUp_ = (completion.flags & IORING_CQE_F_MORE) != 0;
  }
}

void Demuxer::OsBackend::Ring::wait(Demuxer& demuxer, Deadline deadline) {
  if (!awaitsWakeUp_) awaitWakeUp();
  if (std::exchange(owesCancels_, false)) repeatCancels(demuxer);
  while (void* ended = asked_.takeEnded()) {
    told(demuxer, *static_cast<Operation*>(ended));
    deadline = Deadline::min();
  }
  if (const int pause = asked_.timeoutMs(kForever); pause != -1) {
    const Deadline ask = std::chrono::steady_clock::now() + std::chrono::milliseconds(pause);
    deadline = std::min(deadline, ask);
  }
  if (!queue_.wait(deadline)) {
    if (queue_.isOfAnotherThread()) {
      fail("", "cannot wait for events", "a Demuxer that waits by io_uring serves one thread only",
           "Use epoll.");
    }
    fail("", "cannot wait for events", lastSystemCode());
  }
  io_uring_cqe completion;
  while (queue_.take(completion)) dispatch(demuxer, completion);
}

// What the kernel has, it gives back to nobody else: to go on would be to wait for ever, to return
// would be to let it write into what is gone.
void Demuxer::OsBackend::Ring::drain(Demuxer& demuxer) noexcept {
  if (queue_.isOfAnotherThread()) {
    constexpr std::string_view kWhy =
        "A Demuxer that waits by io_uring is destroyed by another thread than has run it, with "
        "operations under way. Destroy it in that thread, or use epoll.\n";
    [[maybe_unused]] const ssize_t said = ::write(STDERR_FILENO, kWhy.data(), kWhy.size());
    std::abort();
  }
  try {
    wait(demuxer, kForever);
  } catch (const std::string&) {
    io_uring_cqe completion;
    while (queue_.takeUnsent(completion)) dispatch(demuxer, completion);
    std::this_thread::yield();
  }
}

}  // namespace sys
