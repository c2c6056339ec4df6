// lib/sys/Listener.cpp -- Ownership and options; an accepted connection belongs to its operation
// until it is taken.
#include "sys/Listener.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "Channel.hpp"
#include "Error.hpp"
#include "SocketOs.hpp"

namespace sys {

static constexpr const char* kListen = "cannot listen";
static constexpr const char* kAccept = "cannot accept a connection";

// How long the blocking form waits for what the system is short of.
static constexpr std::chrono::milliseconds kAcceptPause{10};

ListenOptions& ListenOptions::backlog(int count) {
  if (count < 1) fail("", kListen, "the backlog is not a positive number");
  backlog_ = count;
  return *this;
}

ListenOptions& ListenOptions::shared() {
  shared_ = true;
  return *this;
}

Accept::~Accept() { Channel::close(coming_); }

static Channel::Kind socketKind(bool local) {
  return local ? Channel::Kind::LocalSocket : Channel::Kind::Socket;
}

// All that a connection will need, so that nothing can go wrong once it is there.
void Accept::prepare(bool local, Demuxer& home) {
  socket_.close();
  const Channel::Kind kind = socketKind(local);
  if (coming_ == nullptr) coming_ = Channel::make(kind, native::kNoHandle);
  coming_->kind = kind;  // That of a cancelled accept may have been another listener's.
  socketHome_ = &home;
}

// In its own thread a socket is at home at once, in another's with its first use there.
void Accept::adopt(Demuxer& by) {
  if (coming_->handle == native::kNoHandle) return;
  socket_ = Socket(std::exchange(coming_, nullptr));
  if (socketHome_ == &by) {
    socket_.channel_->settle(by);
  } else {
    socket_.channel_->home = socketHome_;
  }
}

Listener::Listener(const Address& at, const ListenOptions& options) try : address_(at) {
  if (at.family() == Address::Family::None) fail("", kListen, "there is no address");
  channel_ = Channel::make(Channel::Kind::Listener, SocketOs::open(at.family()));
  try {
    SocketOs::listen(channel_->handle, at, options.backlog_, options.shared_);
    if (at.family() != Address::Family::Local) address_ = SocketOs::localAddress(channel_->handle);
  } catch (...) {
    Channel::close(channel_);
    throw;
  }
} catch (...) {
  rethrowWithContext(at.text());
}

Listener::Listener(Listener&& other) noexcept
    : channel_(std::exchange(other.channel_, nullptr)), address_(other.address_) {}

Listener& Listener::operator=(Listener&& other) noexcept {
  if (this != &other) {
    close();
    channel_ = std::exchange(other.channel_, nullptr);
    address_ = other.address_;
  }
  return *this;
}

Listener::~Listener() { close(); }

void Listener::close() {
  if (channel_ == nullptr) return;
  Channel::close(std::exchange(channel_, nullptr));
  if (isLocal()) SocketOs::removeLocal(address_);
}

Channel& Listener::open(const char* what) const {
  if (channel_ == nullptr) fail("", what, "the listener is not open");
  return *channel_;
}

Address Listener::address() const {
  open("cannot tell the address");
  return address_;
}

void Listener::accept(Accept& operation, Demuxer& demuxer, Completion completion) {
  accept(operation, demuxer, demuxer, completion);
}

void Listener::accept(Accept& operation, Demuxer& demuxer, Demuxer& home,
                      Completion completion) try {
  Channel& channel = open(kAccept);
  channel.settle(demuxer);
  if (!operation.isPending()) operation.prepare(isLocal(), home);
  const auto kind = static_cast<unsigned char>(OperationKind::Accept);
  if (!demuxer.beginOn(channel, operation, kind, completion)) return;
  demuxer.startOn(channel, operation);
} catch (...) {
  rethrowAsString();
}

std::optional<Socket> Listener::accept(Deadline deadline) try {
  Channel& channel = open(kAccept);
  channel.refuseHome(kAccept);
  for (;;) {
    const Step step = SocketOs::accept(channel.handle);
    if (step.error != 0) fail("", kAccept, step.error);
    if (step.state == Step::State::Ended) {
      return Socket(Channel::make(socketKind(isLocal()), step.handle));
    }
    if (step.state == Step::State::Later) {
      const Deadline now = std::chrono::steady_clock::now();
      if (now >= deadline) return std::nullopt;
      std::this_thread::sleep_until(std::min(deadline, now + kAcceptPause));
    }
    if (!SocketOs::await(channel.handle, false, deadline)) return std::nullopt;
  }
} catch (...) {
  rethrowAsString();
}

}  // namespace sys
