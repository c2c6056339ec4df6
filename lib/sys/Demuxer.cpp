// lib/sys/Demuxer.cpp -- The loop: rounds of completions, timers and posts; waiting is the
// platform's.
#include "sys/Demuxer.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include "DemuxerOs.hpp"
#include "Error.hpp"
#include "sys/Environment.hpp"
#include "sys/Listener.hpp"
#include "sys/Resolver.hpp"
#include "sys/Signals.hpp"
#include "sys/Socket.hpp"

namespace sys {

// What failed, by OperationKind.
static constexpr const char* kActions[] = {
    "cannot receive",
    "cannot receive",
    "cannot accept a connection",
    "cannot send",
    "cannot send a file",
    "cannot connect",
    "cannot wait for the end of a child",
    "cannot wait for an interrupt",
    "cannot look up a name",
    "cannot wait for a time",
    "cannot deliver a post",
};

// Rounds of completions between two looks at the system, at most: what a completion starts often
// ends at once, as a send does, and a look costs a system call.
static constexpr int kRounds = 4;

// How long what the system was short for waits until it is tried again.
static constexpr std::chrono::milliseconds kLater{50};

// Those are found there; others that wait for the system are listed.
static bool isOnChannel(unsigned char kind) {
  return kind < static_cast<unsigned char>(OperationKind::ExitWait);
}

Operation::~Operation() {
  if (isPending()) std::abort();  // The loop would write into what is gone: see the header.
}

void Operation::cancel() {
  if (state_ != State::Waiting || cancelled_) return;
  switch (static_cast<OperationKind>(kind_)) {
    case OperationKind::Timer:
      cancelled_ = true;
      outcome_ = Outcome::Cancelled;
      home_->state_->timers.remove(static_cast<Timer&>(*this));
      return home_->makeReady(*this);
    case OperationKind::Post:
      return;  // It is on its way.
    case OperationKind::Resolve:
      cancelled_ = true;
      return static_cast<Resolve*>(this)->abandon();
    default:
      cancelled_ = true;
      if (!later_) return Demuxer::Os::cancel(*home_, *this);
      outcome_ = Outcome::Cancelled;
      return home_->finish(*this);
  }
}

void Operation::throwError() const try {
  if (kind_ == static_cast<unsigned char>(OperationKind::Resolve)) {
    static_cast<const Resolve*>(this)->refuse();
  }
  const bool connects = kind_ == static_cast<unsigned char>(OperationKind::Connect);
  fail(connects ? static_cast<const Connect*>(this)->to().text() : std::string(), kActions[kind_],
       error_);
} catch (...) {
  rethrowAsString();
}

Demuxer::Demuxer() try : Demuxer(Environment::get("SYS_DEMUXER").value_or("")) {
} catch (...) {
  rethrowAsString();
}

Demuxer::Demuxer(std::string_view backEnd) try {
  auto state = std::make_unique<State>();
  Os::open(*state, backEnd);
  state_ = state.release();
} catch (...) {
  rethrowAsString();
}

std::string_view Demuxer::backEnd() const { return Os::backEnd(*state_); }

std::vector<std::string> Demuxer::backEnds() try { return Os::backEnds(); } catch (...) {
  rethrowAsString();
}

Demuxer::~Demuxer() {
  state_->closing = true;
  for (;;) {
    while (Timer* timer = state_->timers.any()) timer->cancel();
    Os::forEachUnderWay(*this, [](Operation& operation) { operation.cancel(); });
    state_->stopping = false;
    if (!state_->isAnythingPending()) break;
    if (!deliverReady()) Os::drain(*this);
  }
  // What remains is what the platform does of its own accord.
  for (Channel* next = state_->channels; next != nullptr;) {
    Os::endAhead(*this, *std::exchange(next, next->next));
  }
  for (Channel* next = state_->channels; next != nullptr;) {
    if (next->held != 0) {
      Os::drain(*this);
      next = state_->channels;
      continue;
    }
    Channel& channel = *std::exchange(next, next->next);
    channel.leave();
    channel.homeless = true;
  }
  Os::close(*state_);
  delete state_;
}

void failPending() {
  fail("", "cannot start an operation", "it is still pending",
       "Start it again from its completion, or use another one.");
}

// Returns whether to go on: not where the Demuxer is being destroyed, which ends the operation as
// cancelled.
bool Demuxer::begin(Operation& operation, unsigned char kind, Completion completion) {
  prepare(operation, kind, completion);
  ++state_->pending;
  if (!isOnChannel(kind)) {
    operation.previous_ = nullptr;
    operation.next_ = state_->waiting;
    if (state_->waiting != nullptr) state_->waiting->previous_ = &operation;
    state_->waiting = &operation;
  }
  if (!state_->closing) return true;
  operation.outcome_ = Outcome::Cancelled;
  finish(operation);
  return false;
}

// The same for what is done with a channel, which is at home here.
bool Demuxer::beginOn(Channel& channel, StreamOperation& operation, unsigned char kind,
                      Completion completion) {
  if (!operation.isPending()) {
    if (channel.slot(static_cast<OperationKind>(kind)) != nullptr) {
      fail("", kActions[kind], "another operation of this direction is under way",
           "Start it when that one has completed.");
    }
    operation.channel_ = nullptr;
    operation.count_ = 0;
  }
  return begin(operation, kind, completion);
}

// After `beginOn`, and when the operation knows what it is about.
void Demuxer::startOn(Channel& channel, StreamOperation& operation) {
  StreamOperation*& slot = channel.slot(static_cast<OperationKind>(operation.kind_));
  slot = &operation;
  operation.channel_ = &channel;
  try {
    Os::start(*this, operation);
  } catch (...) {
    slot = nullptr;
    abandon(operation);
    throw;
  }
}

void Demuxer::Os::later(Demuxer& demuxer, StreamOperation& operation) noexcept {
  operation.later_ = true;
  const Deadline when = std::chrono::steady_clock::now() + kLater;
  demuxer.state_->startLater = std::min(demuxer.state_->startLater, when);
}

// All of them: what is waited for by so many is not there soon, and a start costs little.
void Demuxer::startLater() {
  state_->startLater = kForever;
  Os::forEachUnderWay(*this, [&](Operation& operation) {
    if (!std::exchange(operation.later_, false)) return;
    try {
      Os::start(*this, static_cast<StreamOperation&>(operation));
    } catch (...) {
      operation.error_ = lastSystemCode();
      finish(operation);
    }
  });
}

// Takes back a `begin` whose operation could not be started.
void Demuxer::abandon(Operation& operation) {
  if (!isOnChannel(operation.kind_)) unlink(operation);
  operation.state_ = Operation::State::Idle;
  --state_->pending;
}

void Demuxer::unlink(Operation& operation) {
  if (operation.previous_ != nullptr) operation.previous_->next_ = operation.next_;
  if (operation.next_ != nullptr) operation.next_->previous_ = operation.previous_;
  if (state_->waiting == &operation) state_->waiting = operation.next_;
}

void Demuxer::finish(Operation& operation) {
  if (isOnChannel(operation.kind_)) {
    Channel::ended(static_cast<StreamOperation&>(operation));
  } else {
    unlink(operation);
  }
  makeReady(operation);
}

// What some kinds need before their completion is called.
void Demuxer::settleEnd(Operation& operation) {
  switch (static_cast<OperationKind>(operation.kind_)) {
    case OperationKind::Interrupt:
      return Interrupt::disarm(static_cast<Interrupt&>(operation));
    case OperationKind::SendFile:
      return static_cast<SendFile&>(operation).closeFile();
    default:
      return static_cast<Accept&>(operation).adopt(*this);
  }
}

inline void Demuxer::deliver(Operation& operation) {
  constexpr unsigned kToBeSettled = 1U << static_cast<unsigned>(OperationKind::Interrupt) |
                                    1U << static_cast<unsigned>(OperationKind::SendFile) |
                                    1U << static_cast<unsigned>(OperationKind::Accept);
  if ((kToBeSettled >> operation.kind_ & 1U) != 0) settleEnd(operation);
  const Completion completion = operation.completion_;
  operation.state_ = Operation::State::Idle;
  if (operation.kind_ == static_cast<unsigned char>(OperationKind::Post)) {
    state_->posts.fetch_sub(1, std::memory_order_relaxed);
  } else {
    --state_->pending;
  }
  completion();
}

void Demuxer::post(Operation& operation) {
  std::atomic<Operation*>& posted = state_->posted;
  operation.next_ = posted.load(std::memory_order_relaxed);
  while (!posted.compare_exchange_weak(operation.next_, &operation, std::memory_order_release,
                                       std::memory_order_relaxed)) {
  }
  if (!state_->wakeSent.exchange(true)) Os::wake(*state_);
}

void Demuxer::collectPosts() {
  if (state_->posted.load() == nullptr) return;  // After `wakeSent` was reset.
  Operation* posted = state_->posted.exchange(nullptr, std::memory_order_acquire);
  Operation* inOrder = nullptr;  // They come last first.
  while (posted != nullptr) {
    Operation* next = std::exchange(posted->next_, inOrder);
    inOrder = std::exchange(posted, next);
  }
  while (inOrder != nullptr) makeReady(*std::exchange(inOrder, inOrder->next_));
}

// Delivers what is ready now, but nothing that becomes ready meanwhile.
bool Demuxer::deliverReady() {
  State& state = *state_;
  collectPosts();
  if (!state.timers.isEmpty()) {
    const Deadline now = std::chrono::steady_clock::now();
    while (Timer* timer = state.timers.takeDue(now)) makeReady(*timer);
  }
  if (state.round.first == nullptr) state.round = std::exchange(state.ready, {});
  bool delivered = false;
  while (state.round.first != nullptr && !state.stopping.load(std::memory_order_acquire)) {
    Operation& operation = *state.round.first;
    state.round.first = operation.next_;
    delivered = true;
    deliver(operation);
  }
  return delivered;
}

// A mere look is left out where only timers and posts are pending, which are the loop's own.
void Demuxer::waitUntil(Deadline deadline) try {
  if (deadline != Deadline::min() || state_->isAnythingWithTheSystem()) Os::wait(*this, deadline);
} catch (...) {
  rethrowAsString();
}

void Demuxer::run() { runUntil(kForever); }

bool Demuxer::runUntil(Deadline deadline) {
  State& state = *state_;
  bool delivered = false;
  int rounds = 0;
  for (bool expired = false;;) {
    if (deliverReady()) delivered = true;
    if (state.stopping.load(std::memory_order_relaxed) && state.stopping.exchange(false)) {
      return delivered;
    }
    if (expired || !state.isAnythingPending()) return delivered;
    const bool ready = state.ready.first != nullptr;
    if (ready && ++rounds < kRounds) continue;
    rounds = 0;
    Deadline until = ready ? Deadline::min() : std::min(deadline, state.startLater);
    if (until != Deadline::min()) until = std::min(until, state.timers.next());
    waitUntil(until);
    if (deadline == kForever && state.startLater == kForever) continue;
    const Deadline now = std::chrono::steady_clock::now();
    if (now >= state.startLater) startLater();
    expired = now >= deadline && !state.hasMoreToTell;
  }
}

void Demuxer::stop() {
  state_->stopping.store(true, std::memory_order_release);
  if (!state_->wakeSent.exchange(true)) Os::wake(*state_);
}

}  // namespace sys

#include "platform/Demuxer.cpp"
