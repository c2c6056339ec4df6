// lib/sys/Unix/Readiness.cpp -- Operations carried out by calls that never wait, at the time when
// the system says that they are worth it.
//
// Quirks: TCP and pipes give all they have in one read, so one that comes short has emptied them
// and the next waits for the system's word, without a call that would say "again"; but not after
// the peer's end, or urgent data, was told, which is told once, nor with local sockets, where a
// read stops at a message's border, nor with terminals, which give what they like. A write that
// comes short is tried again, so that the kernel notes that somebody waits for room.
#pragma once

#include "Unix/Readiness.hpp"

#include <unistd.h>

#include <new>

#include "Unix/AskedChildren.cpp"
#include "Unix/Sigpipe.hpp"
#include "Unix/SocketStep.hpp"

namespace sys {

Demuxer::OsBackend::Readiness::Waited& Demuxer::OsBackend::Readiness::waited(Operation& operation) {
  static_assert(sizeof(Waited) <= native::kOperationSize);
  return *std::launder(reinterpret_cast<Waited*>(static_cast<SystemOperation&>(operation).os_));
}

void Demuxer::OsBackend::Readiness::start(Demuxer& demuxer, StreamOperation& operation) {
  Channel& channel = *operation.channel_;
  if (operation.kind_ == static_cast<unsigned char>(OperationKind::Connect)) {
    return connect(demuxer, static_cast<Connect&>(operation));
  }
  if (!channel.known) {
    add(channel);
    channel.known = true;
  }
  const bool reads = channel.reading == &operation;
  if (reads ? channel.readable || channel.readEnds : channel.writable) attempt(demuxer, operation);
}

// Told of only after the call: what is not connected is ready at once, with an error.
void Demuxer::OsBackend::Readiness::connect(Demuxer& demuxer, Connect& operation) {
  Channel& channel = *operation.channel_;
  const Step step = SocketOs::connect(channel.handle, operation.to_);
  if (step.state == Step::State::Later) return Os::later(demuxer, operation);
  if (step.state == Step::State::Ended) {
    ended(operation, step);
    return Os::end(demuxer, operation);
  }
  channel.writable = false;
  add(channel);
  channel.known = true;
}

void Demuxer::OsBackend::Readiness::forget(Channel& channel) noexcept {
  if (std::exchange(channel.known, false)) remove(channel);
}

void Demuxer::OsBackend::Readiness::startExitWait(Demuxer&, SystemOperation& operation, pid_t id,
                                                  int exit) {
  ::new (operation.os_) Waited{id, exit};
  armExit(id, exit, operation);
}

void Demuxer::OsBackend::Readiness::startInterrupt(Demuxer&, SystemOperation& operation,
                                                   int source) {
  ::new (operation.os_) Waited{0, source};
  arm(source, operation);
}

void Demuxer::OsBackend::Readiness::cancel(Demuxer& demuxer, Operation& operation) noexcept {
  if (operation.kind_ >= static_cast<unsigned char>(OperationKind::ExitWait)) {
    disarm(waited(operation).id, waited(operation).descriptor, operation);
  }
  operation.outcome_ = Outcome::Cancelled;
  Os::end(demuxer, operation);
}

void Demuxer::OsBackend::Readiness::drain(Demuxer&) noexcept {}  // `cancel` gives all back.

void Demuxer::OsBackend::Readiness::told(Demuxer& demuxer, Channel& channel, Told what) {
  channel.readable |= what.readable || what.readEnds;
  channel.readEnds |= what.readEnds;
  channel.writable |= what.writable;
  if (channel.reading != nullptr && channel.readable) attempt(demuxer, *channel.reading);
  if (channel.writing != nullptr && channel.writable) attempt(demuxer, *channel.writing);
}

// A child's end has no result, an interrupt is a byte; where that is not there it is waited for
// again.
void Demuxer::OsBackend::Readiness::told(Demuxer& demuxer, Operation& operation) {
  if (operation.kind_ == static_cast<unsigned char>(OperationKind::Interrupt)) {
    unsigned char kind = 0;
    const int source = waited(operation).descriptor;
    if (posix::retryOnInterrupt([&] { return ::read(source, &kind, 1); }) != 1) {
      try {
        return arm(source, operation);
      } catch (const std::string&) {
        operation.error_ = lastSystemCode();
      }
    }
    static_cast<Interrupt&>(operation).what_ = static_cast<InterruptKind>(kind);
  }
  Os::end(demuxer, operation);
}

inline void Demuxer::OsBackend::Readiness::attempt(Demuxer& demuxer, StreamOperation& operation) {
  if (operation.later_ || !perform(operation)) return;
  if (operation.later_) return Os::later(demuxer, operation);
  Os::end(demuxer, operation);
}

inline bool Demuxer::OsBackend::Readiness::perform(StreamOperation& operation) {
  Channel& channel = *operation.channel_;
  switch (static_cast<OperationKind>(operation.kind_)) {
    case OperationKind::Receive:
      return receive(static_cast<Receive&>(operation), channel);
    case OperationKind::ReceiveLent:
      return receiveLent(static_cast<ReceiveLent&>(operation), channel);
    case OperationKind::Accept:
      return accept(static_cast<Accept&>(operation), channel);
    case OperationKind::Send:
      return send(static_cast<Send&>(operation), channel);
    case OperationKind::SendFile:
      return sendFile(static_cast<SendFile&>(operation), channel);
    default:
      channel.writable = true;
      return ended(operation, SocketOs::connected(channel.handle));
  }
}

// Whether the operation has ended, or is to be tried `later_`.
inline bool Demuxer::OsBackend::Readiness::ended(StreamOperation& operation, const Step& step) {
  if (step.state == Step::State::Waits) return false;
  operation.later_ = step.state == Step::State::Later;
  operation.error_ = step.error;
  operation.outcome_ = step.outcome;
  return true;
}

Step Demuxer::OsBackend::Readiness::readFromPipe(const Channel& channel, std::span<char> into) {
  const ssize_t count =
      posix::retryOnInterrupt([&] { return ::read(channel.handle, into.data(), into.size()); });
  // Linux tells so that nobody has a terminal open any more.
  const bool isEnd = count == -1 && errno == EIO && channel.kind == Channel::Kind::PipeFromTerminal;
  return posix::received(isEnd ? 0 : count);
}

// One read, which tells whether another one is worth it.
inline Step Demuxer::OsBackend::Readiness::read(Channel& channel, std::span<char> into) {
  const Step step =
      channel.isPipe() ? readFromPipe(channel, into) : SocketOs::receive(channel.handle, into);
  const bool givesAll =
      channel.kind != Channel::Kind::LocalSocket && channel.kind != Channel::Kind::PipeFromTerminal;
  const bool emptied = givesAll && step.count < into.size();
  if (step.state == Step::State::Waits || (emptied && !channel.readEnds)) channel.readable = false;
  return step;
}

bool Demuxer::OsBackend::Readiness::receive(Receive& operation, Channel& channel) {
  do {
    const Step step =
        read(channel, {operation.data_ + operation.count_, operation.size_ - operation.count_});
    operation.count_ += step.count;
    if (step.count == 0) return ended(operation, step);
    if (!operation.whole_ || operation.count_ == operation.size_) return true;
  } while (channel.readable);
  return false;
}

inline bool Demuxer::OsBackend::Readiness::receiveLent(ReceiveLent& operation, Channel& channel) {
  const Step step = read(channel, lent_.next());
  if (step.count == 0) return ended(operation, step);
  lent_.lend(operation, step.count, this);
  return true;
}

void Demuxer::OsBackend::Readiness::release(ReceiveLent& operation) noexcept {
  lent_.release(operation);
}

bool Demuxer::OsBackend::Readiness::accept(Accept& operation, Channel& channel) {
  const Step step = SocketOs::accept(channel.handle);
  if (step.state == Step::State::Waits) channel.readable = false;
  operation.coming_->handle = step.handle;
  return ended(operation, step);
}

// A pipe has no flag that keeps the signal of a broken one away.
Step Demuxer::OsBackend::Readiness::writeToPipe(int pipe, std::span<const char> bytes) {
  posix::SigpipeHeld held;
  const Step step = posix::moved(
      posix::retryOnInterrupt([&] { return ::write(pipe, bytes.data(), bytes.size()); }));
  if (step.outcome == Outcome::Reset) held.discard();
  return step;
}

inline Step Demuxer::OsBackend::Readiness::write(const Channel& channel,
                                                 std::span<const char> bytes) {
  return channel.isPipe() ? writeToPipe(channel.handle, bytes)
                          : SocketOs::send(channel.handle, bytes);
}

inline bool Demuxer::OsBackend::Readiness::send(Send& operation, Channel& channel) {
  while (operation.count_ < operation.size_) {
    const Step step =
        write(channel, {operation.data_ + operation.count_, operation.size_ - operation.count_});
    operation.count_ += step.count;
    if (step.state == Step::State::Waits) channel.writable = false;
    if (step.count == 0) return ended(operation, step);
  }
  return true;
}

bool Demuxer::OsBackend::Readiness::sendFile(SendFile& operation, Channel& channel) {
  while (operation.left_ > 0) {
    const Step step =
        posix::sendFile(channel.handle, operation.file_, operation.offset_, operation.left_);
    operation.offset_ += step.count;
    operation.left_ -= step.count;
    operation.sent_ += step.count;
    if (step.state == Step::State::Waits) channel.writable = false;
    if (step.count == 0) return ended(operation, step);
  }
  return true;
}

}  // namespace sys
