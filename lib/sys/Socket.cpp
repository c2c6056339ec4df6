// lib/sys/Socket.cpp -- Ownership, checks and the blocking forms; the waiting is the Demuxer's.
#include "sys/Socket.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "Channel.hpp"
#include "DemuxerOs.hpp"
#include "Error.hpp"
#include "Handle.hpp"
#include "SocketOs.hpp"

namespace sys {

SendFile::~SendFile() { closeFile(); }

void SendFile::closeFile() {
  if (file_ != native::kNoHandle) closeHandle(std::exchange(file_, native::kNoHandle));
}

ReceiveLent::~ReceiveLent() { release(); }

void ReceiveLent::release() {
  if (lender_ != nullptr) Demuxer::Os::release(*this);
  lender_ = nullptr;
  data_ = nullptr;
}

Socket::Socket(Socket&& other) noexcept : channel_(std::exchange(other.channel_, nullptr)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this != &other)
    Channel::close(std::exchange(channel_, std::exchange(other.channel_, nullptr)));
  return *this;
}

Socket::~Socket() { close(); }

void Socket::close() { Channel::close(std::exchange(channel_, nullptr)); }

void Socket::reset() {
  if (channel_ != nullptr) SocketOs::setReset(channel_->handle);
  close();
}

Channel& Socket::open(const char* what) const {
  if (channel_ == nullptr) fail("", what, "the socket is not open");
  return *channel_;
}

void Socket::attach(Demuxer& demuxer) try {
  open("cannot attach a socket").settle(demuxer);
} catch (...) {
  rethrowAsString();
}

void Socket::makeNew(Address::Family family) {
  close();
  const bool local = family == Address::Family::Local;
  channel_ = Channel::make(local ? Channel::Kind::LocalSocket : Channel::Kind::Socket,
                           SocketOs::open(family));
}

void Socket::connect(Connect& operation, Demuxer& demuxer, const Address& to,
                     Completion completion) try {
  if (to.family() == Address::Family::None) fail("", "cannot connect", "there is no address");
  if (operation.isPending()) return void(demuxer.begin(operation, 0, completion));
  makeNew(to.family());
  channel_->settle(demuxer);
  const auto kind = static_cast<unsigned char>(OperationKind::Connect);
  if (!demuxer.beginOn(*channel_, operation, kind, completion)) return;
  operation.to_ = to;
  demuxer.startOn(*channel_, operation);
} catch (...) {
  rethrowWithContext(to.text());
}

static constexpr const char* kReceive = "cannot receive";
static constexpr const char* kSend = "cannot send";

void Socket::receive(Receive& operation, std::span<char> into, Completion completion) {
  startReceive(operation, into, false, completion);
}

void Socket::receiveExactly(Receive& operation, std::span<char> into, Completion completion) {
  startReceive(operation, into, true, completion);
}

void Socket::startReceive(Receive& operation, std::span<char> into, bool whole,
                          Completion completion) try {
  Channel& channel = open(kReceive);
  if (into.empty()) fail("", kReceive, "the buffer is empty");
  if (channel.lent) {
    fail("", kReceive, "the socket receives into the Demuxer's buffers", "Use receiveLent.");
  }
  channel.transfer(channel.settled(kReceive), operation, OperationKind::Receive, into.data(),
                   into.size(), whole, completion);
} catch (...) {
  rethrowAsString();
}

void Socket::receiveLent(ReceiveLent& operation, Completion completion) try {
  Channel& channel = open(kReceive);
  Demuxer& home = channel.settled(kReceive);
  if (!operation.isPending()) operation.release();
  const auto kind = static_cast<unsigned char>(OperationKind::ReceiveLent);
  if (!home.beginOn(channel, operation, kind, completion)) return;
  channel.lent = true;
  home.startOn(channel, operation);
} catch (...) {
  rethrowAsString();
}

void Socket::send(Send& operation, std::span<const char> bytes, Completion completion) try {
  Channel& channel = open(kSend);
  channel.transfer(channel.settled(kSend), operation, OperationKind::Send,
                   const_cast<char*>(bytes.data()), bytes.size(), true, completion);
} catch (...) {
  rethrowAsString();
}

void Socket::sendFile(SendFile& operation, const Path& file, Completion completion,
                      std::uint64_t offset, std::uint64_t length) try {
  Channel& channel = open("cannot send a file");
  Demuxer& home = channel.settled("cannot send a file");
  OwnedHandle opened(operation.isPending() ? native::kNoHandle : SocketOs::openFile(file));
  const auto kind = static_cast<unsigned char>(OperationKind::SendFile);
  if (!home.beginOn(channel, operation, kind, completion)) return;
  operation.file_ = opened.release();
  operation.offset_ = offset;
  operation.left_ = length;
  operation.sent_ = 0;
  home.startOn(channel, operation);
} catch (...) {
  rethrowWithContext(file.text());
}

void Socket::shutdownSend() try {
  SocketOs::shutdownSend(open("cannot end sending").handle);
} catch (...) {
  rethrowAsString();
}

Address Socket::localAddress() const try {
  return SocketOs::localAddress(open("cannot tell the address").handle);
} catch (...) {
  rethrowAsString();
}

Address Socket::peerAddress() const try {
  return SocketOs::peerAddress(open("cannot tell the address").handle);
} catch (...) {
  rethrowAsString();
}

void Socket::setNoDelay(bool noDelay) try {
  SocketOs::setNoDelay(open("cannot set a socket's delay").handle, noDelay);
} catch (...) {
  rethrowAsString();
}

void Socket::setKeepAlive(std::chrono::seconds idle, std::chrono::seconds interval, int count) try {
  const auto within = [](long long value) { return value >= 1 && value <= 32767; };
  if (!within(idle.count()) || !within(interval.count()) || count < 1 || count > 127) {
    fail("", "cannot set how a silent peer is asked",
         "a time is not within 1 to 32767 seconds, or the count not within 1 to 127");
  }
  SocketOs::setKeepAlive(open("cannot set how a silent peer is asked").handle,
                         static_cast<int>(idle.count()), static_cast<int>(interval.count()), count);
} catch (...) {
  rethrowAsString();
}

Outcome Socket::connect(const Address& to, Deadline deadline) try {
  if (to.family() == Address::Family::None) fail("", "cannot connect", "there is no address");
  makeNew(to.family());
  Step step = SocketOs::connect(channel_->handle, to);
  while (step.state != Step::State::Ended) {
    if (!awaitStep(step, true, deadline)) return Outcome::TimedOut;
    step = step.state == Step::State::Waits ? SocketOs::connected(channel_->handle)
                                            : SocketOs::connect(channel_->handle, to);
  }
  if (step.error != 0) fail("", "cannot connect", step.error);
  return step.outcome;
} catch (...) {
  rethrowWithContext(to.text());
}

// Until a step that could not be made is worth making again; false at the deadline.
bool Socket::awaitStep(const Step& step, bool toWrite, Deadline deadline) {
  if (step.state == Step::State::Waits) {
    return SocketOs::await(channel_->handle, toWrite, deadline);
  }
  const Deadline now = std::chrono::steady_clock::now();
  if (now >= deadline) return false;
  std::this_thread::sleep_until(std::min(deadline, now + std::chrono::milliseconds(10)));
  return true;
}

// What is soft for a Demuxer's operation ends the blocking form's promise.
static void refuseBroken(const Step& step, const char* what) {
  if (step.error != 0) fail("", what, step.error);
  if (step.outcome == Outcome::Reset) fail("", what, "the peer has broken the connection");
  if (step.outcome == Outcome::TimedOut) fail("", what, "the peer does not answer any more");
  if (step.outcome == Outcome::Unreachable) fail("", what, "there is no way to the peer any more");
}

std::optional<std::size_t> Socket::receive(std::span<char> into, Deadline deadline) try {
  open(kReceive).refuseHome(kReceive);
  if (into.empty()) fail("", kReceive, "the buffer is empty");
  for (;;) {
    const Step step = SocketOs::receive(channel_->handle, into);
    if (step.state == Step::State::Ended) {
      refuseBroken(step, kReceive);
      return step.count;
    }
    if (!awaitStep(step, false, deadline)) return std::nullopt;
  }
} catch (...) {
  rethrowAsString();
}

bool Socket::send(std::span<const char> bytes, Deadline deadline) try {
  open(kSend).refuseHome(kSend);
  while (!bytes.empty()) {
    const Step step = SocketOs::send(channel_->handle, bytes);
    if (step.state == Step::State::Ended) {
      refuseBroken(step, kSend);
      bytes = bytes.subspan(step.count);
    } else if (!awaitStep(step, true, deadline)) {
      return false;
    }
  }
  return true;
} catch (...) {
  rethrowAsString();
}

}  // namespace sys

#include "platform/Socket.cpp"
