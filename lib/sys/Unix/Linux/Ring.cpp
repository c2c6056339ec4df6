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
#include <poll.h>
#include <sys/socket.h>

#include <deque>

#include "Unix/Linux/RingQueue.cpp"
#include "Unix/Readiness.cpp"

namespace sys {

namespace {

// What goes on by itself on a channel, in its `platform`.
struct Ahead {
  static constexpr unsigned kNone = ~0U;
  static constexpr std::size_t kMostAccepted = 64;  // From here on they are left in the backlog.

  bool armed = false;
  bool cancelled = false;
  int result = 1;          // What a receive ended with: 0 or an error; else it goes on.
  unsigned first = kNone;  // Buffers received, in order.
  unsigned last = kNone;
  std::deque<int> accepted;
  Channel* nextStarved = nullptr;
};

// One that there is no memory for is closed.
void keepAccepted(Ahead& ahead, int handle) {
  try {
    ahead.accepted.push_back(handle);
  } catch (...) {
    SocketOs::close(handle);
  }
}

Ahead& aheadOf(Channel& channel) { return *static_cast<Ahead*>(channel.platform); }

}  // namespace

struct Demuxer::OsBackend::Ring final : Readiness {
  static std::unique_ptr<OsBackend> make();
  ~Ring() override;

  void start(Demuxer& demuxer, StreamOperation& operation) override;
  void forget(Channel& channel) noexcept override;
  void cancel(Demuxer& demuxer, Operation& operation) noexcept override;
  void wait(Demuxer& demuxer, Deadline deadline) override;
  void drain(Demuxer& demuxer) noexcept override;
  void release(ReceiveLent& operation) noexcept override;

private:
  // What a completion is for, by the lowest bits of its number.
  enum Purpose : std::uint64_t { kOperation, kReceived, kAccepted, kOther, kPurposes = 3 };
  static constexpr std::uint64_t kWoken = kOther;
  static constexpr std::uint64_t kNothing = kOther | 4;

  void add(Channel&) override {}
  void remove(Channel&) noexcept override {}
  void arm(int descriptor, Operation& operation) override { poll(descriptor, POLLIN, operation); }
  void armExit(pid_t id, int exit, Operation& operation) override;
  void disarm(pid_t id, int descriptor, Operation& operation) noexcept override;

  io_uring_sqe& entry(unsigned char code, int descriptor, std::uint64_t number);
  static std::uint64_t numberOf(const Operation& operation) {
    return reinterpret_cast<std::uintptr_t>(&operation) | kOperation;
  }
  static std::uint64_t numberOf(const Channel& channel, Purpose purpose) {
    return reinterpret_cast<std::uintptr_t>(&channel) | purpose;
  }
  void poll(int descriptor, unsigned events, Operation& operation);
  void cancelNumber(std::uint64_t number) noexcept;
  void awaitWakeUp();
  Ahead& ahead(Channel& channel);
  void move(Transfer& operation, Channel& channel);
  void moved(Demuxer& demuxer, Transfer& operation, const io_uring_cqe& completion);
  void lend(Demuxer& demuxer, ReceiveLent& operation, Channel& channel);
  void armReceive(Channel& channel);
  void received(Demuxer& demuxer, Channel& channel, const io_uring_cqe& completion);
  void accept(Demuxer& demuxer, Accept& operation, Channel& channel);
  void accepted(Demuxer& demuxer, Channel& channel, const io_uring_cqe& completion);
  void completed(Demuxer& demuxer, Operation& operation, const io_uring_cqe& completion);
  void dispatch(Demuxer& demuxer, const io_uring_cqe& completion);
  static bool isOurs(const Operation& operation);
  void endWith(Demuxer& demuxer, StreamOperation& operation, int error);
  void rearmStarved() noexcept;
  void endAhead(Channel& channel) noexcept override;

  posix::RingQueue queue_;
  posix::RingBuffers buffers_;
  struct Filled {
    unsigned size = 0;
    unsigned next = Ahead::kNone;
    ReceiveLent* holder = nullptr;
  };
  std::vector<Filled> filled_;
  Channel* starved_ = nullptr;  // Their receives found no buffer.
};

std::unique_ptr<Demuxer::OsBackend> Demuxer::OsBackend::Ring::make() {
  auto ring = std::make_unique<Ring>();
  if (!ring->queue_.isOpen()) return nullptr;
  ring->awaitWakeUp();
  return ring;
}

Demuxer::OsBackend::Ring::~Ring() {
  for (Filled& filled : filled_) {
    if (filled.holder == nullptr) continue;
    filled.holder->lender_ = nullptr;
    filled.holder->data_ = nullptr;
  }
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
}

void Demuxer::OsBackend::Ring::cancelNumber(std::uint64_t number) noexcept {
  io_uring_sqe* cancel = queue_.entry();
  if (cancel == nullptr) return;  // It goes on until it has ended by itself.
  cancel->opcode = IORING_OP_ASYNC_CANCEL;
  cancel->fd = -1;
  cancel->addr = number;
  cancel->user_data = kNothing;
}

Ahead& Demuxer::OsBackend::Ring::ahead(Channel& channel) {
  if (channel.platform == nullptr) channel.platform = new Ahead;
  return aheadOf(channel);
}

// Whether the kernel has it, and not only a poll for it.
bool Demuxer::OsBackend::Ring::isOurs(const Operation& operation) {
  const auto kind = static_cast<OperationKind>(operation.kind_);
  if (kind == OperationKind::Send) return true;
  if (kind != OperationKind::Receive) return false;
  return static_cast<const Receive&>(operation).channel_->kind != Channel::Kind::Pipe;
}

void Demuxer::OsBackend::Ring::start(Demuxer& demuxer, StreamOperation& operation) {
  Channel& channel = *operation.channel_;
  switch (static_cast<OperationKind>(operation.kind_)) {
    case OperationKind::Receive:
      if (channel.kind == Channel::Kind::Pipe) {
        return poll(channel.handle, POLLIN, operation);
      }
      return move(static_cast<Transfer&>(operation), channel);
    case OperationKind::Send:
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
  if (error == ECANCELED) {
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

void Demuxer::OsBackend::Ring::armReceive(Channel& channel) {
  if (!buffers_.isOpen()) {
    filled_.resize(posix::RingBuffers::kCount);
    buffers_.open(queue_);
  }
  io_uring_sqe& receive = entry(IORING_OP_RECV, channel.handle, numberOf(channel, kReceived));
  receive.ioprio = IORING_RECV_MULTISHOT;
  receive.flags = IOSQE_BUFFER_SELECT;
  aheadOf(channel).armed = true;
  ++channel.held;
}

// Takes what has come, or waits for it.
void Demuxer::OsBackend::Ring::lend(Demuxer& demuxer, ReceiveLent& operation, Channel& channel) {
  Ahead& state = ahead(channel);
  if (state.first != Ahead::kNone) {
    const unsigned number = state.first;
    Filled& filled = filled_[number];
    state.first = filled.next;
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
  } else if (!state.armed) {
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
    filled_[number] = {static_cast<unsigned>(completion.res), Ahead::kNone, nullptr};
    (state.first == Ahead::kNone ? state.first : filled_[state.last].next) = number;
    state.last = number;
  } else if (completion.res == -ENOBUFS) {
    state.nextStarved = std::exchange(starved_, &channel);
    ++channel.held;
  } else if (!state.cancelled && completion.res != -EINTR) {
    state.result = completion.res;
  }
  StreamOperation* waiting = channel.reading;
  const bool lends = waiting != nullptr &&
                     waiting->kind_ == static_cast<unsigned char>(OperationKind::ReceiveLent);
  if (lends && completion.res != -ENOBUFS) {
    try {
      lend(demuxer, static_cast<ReceiveLent&>(*waiting), channel);
    } catch (...) {
      endWith(demuxer, *waiting, errno);
    }
  }
  if (!more) Channel::drop(channel);
}

void Demuxer::OsBackend::Ring::release(ReceiveLent& operation) noexcept {
  filled_[operation.buffer_].holder = nullptr;
  buffers_.give(operation.buffer_);
  rearmStarved();
}

void Demuxer::OsBackend::Ring::rearmStarved() noexcept {
  Channel* channel = starved_;
  if (channel == nullptr) return;
  starved_ = std::exchange(aheadOf(*channel).nextStarved, nullptr);
  if (!channel->closed && channel->reading != nullptr) {
    try {
      armReceive(*channel);
    } catch (...) {
      aheadOf(*channel).result = -errno;
      endWith(*channel->home, *channel->reading, errno);
    }
  }
  Channel::drop(*channel);
}

void Demuxer::OsBackend::Ring::accept(Demuxer& demuxer, Accept& operation, Channel& channel) {
  Ahead& state = ahead(channel);
  if (!state.accepted.empty()) {
    operation.accepted_ = state.accepted.front();
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
      waiting->accepted_ = completion.res;
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
        accept(demuxer, *waiting, channel);
        break;
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
      case ECONNABORTED:
      case EPROTO:
      case EINTR:
        Os::later(demuxer, *waiting);
        break;
      default:
        waiting->error_ = -completion.res;
        Os::end(demuxer, *waiting);
    }
  }
  if (!more) Channel::drop(channel);
}

void Demuxer::OsBackend::Ring::endAhead(Channel& channel) noexcept {
  if (channel.platform == nullptr) return;
  Ahead& state = aheadOf(channel);
  const bool listens = channel.kind == Channel::Kind::Listener;
  if (state.armed && !std::exchange(state.cancelled, true)) {
    cancelNumber(numberOf(channel, listens ? kAccepted : kReceived));
  }
  for (Channel** link = &starved_; *link != nullptr; link = &aheadOf(**link).nextStarved) {
    if (*link != &channel) continue;
    *link = std::exchange(state.nextStarved, nullptr);
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
  for (const int handle : state->accepted) SocketOs::close(handle);
  delete state;
  channel.platform = nullptr;
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
  if (completion.res == -ECANCELED || operation.cancelled_) {
    operation.outcome_ = Outcome::Cancelled;
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
      if ((completion.flags & IORING_CQE_F_MORE) == 0) awaitWakeUp();
  }
}

void Demuxer::OsBackend::Ring::wait(Demuxer& demuxer, Deadline deadline) {
  while (void* ended = asked_.takeEnded()) {
    told(demuxer, *static_cast<Operation*>(ended));
    deadline = Deadline::min();
  }
  if (const int pause = asked_.timeoutMs(kForever); pause != -1) {
    const Deadline ask = std::chrono::steady_clock::now() + std::chrono::milliseconds(pause);
    deadline = std::min(deadline, ask);
  }
  if (!queue_.wait(deadline)) {
    if (errno == EEXIST) {
      fail("", "cannot wait for events", "a Demuxer that waits by io_uring serves one thread only",
           "Use epoll.");
    }
    fail("", "cannot wait for events", lastSystemCode());
  }
  io_uring_cqe completion;
  while (queue_.take(completion)) dispatch(demuxer, completion);
}

void Demuxer::OsBackend::Ring::drain(Demuxer& demuxer) noexcept {
  try {
    wait(demuxer, kForever);
  } catch (const std::string&) {
    std::this_thread::yield();
  }
}

}  // namespace sys
