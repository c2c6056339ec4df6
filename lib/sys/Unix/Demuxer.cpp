// lib/sys/Unix/Demuxer.cpp -- Completions made of readiness: tried at once, and again when the
// system says so.
//
// A pipe of its own wakes the waiter; it is always armed, with the platform's part as its token.
#include "DemuxerOs.hpp"

#include <unistd.h>

#include <memory>

#include "Handle.hpp"
#include "PipeOs.hpp"
#include "Unix/Readiness.hpp"
#include "Unix/Unix.hpp"

namespace sys {

namespace {

struct UnixDemuxer {
  posix::Readiness readiness;
  OwnedHandle wakeReader;
  OwnedHandle wakeWriter;
};

// What an operation waits for, in its `os_` bytes.
struct Waited {
  pid_t id;
  int descriptor;
};

UnixDemuxer& platformOf(void* platform) { return *static_cast<UnixDemuxer*>(platform); }

}  // namespace

// Access to the operation's private parts, which only members of Demuxer have.
struct Demuxer::OsOperation {
  static_assert(sizeof(Waited) <= native::kOperationSize);

  static Waited& waited(Operation& operation) { return *reinterpret_cast<Waited*>(operation.os_); }

  static UnixDemuxer& platform(Demuxer& demuxer) { return platformOf(demuxer.state_->platform); }

  // True if it has ended.
  static bool receive(Receive& operation) {
    const ssize_t count = posix::retryOnInterrupt(
        [&] { return ::read(waited(operation).descriptor, operation.into_, operation.size_); });
    if (count == -1 && (errno == EAGAIN || errno == EWOULDBLOCK)) return false;
    if (count > 0) operation.count_ = static_cast<std::size_t>(count);
    if (count == 0) operation.outcome_ = Outcome::EndOfStream;
    if (count == -1) operation.error_ = lastSystemCode();
    return true;
  }

  // True if it has ended: a signal's number was there.
  static bool interrupt(Interrupt& operation) {
    unsigned char kind = 0;
    const ssize_t count =
        posix::retryOnInterrupt([&] { return ::read(waited(operation).descriptor, &kind, 1); });
    if (count != 1) return false;
    operation.what_ = static_cast<InterruptKind>(kind);
    return true;
  }

  static bool perform(Operation& operation) {
    switch (static_cast<OperationKind>(operation.kind_)) {
      case OperationKind::Receive:
        return receive(static_cast<Receive&>(operation));
      case OperationKind::Interrupt:
        return interrupt(static_cast<Interrupt&>(operation));
      default:
        return true;  // A child's end has no result.
    }
  }

  // The system says that it is ready: carries it out, or waits again where that was not so.
  static void ready(Demuxer& demuxer, Operation& operation) {
    if (!perform(operation)) {
      try {
        platform(demuxer).readiness.armReadable(waited(operation).descriptor, &operation, true);
        return;
      } catch (const std::string&) {
        operation.error_ = lastSystemCode();
      }
    }
    Os::end(demuxer, operation);
  }
};

void Demuxer::Os::open(State& state) {
  auto platform = std::make_unique<UnixDemuxer>();
  PipeEnds wake = openPipe();
  platform->wakeReader = std::move(wake.ours);
  platform->wakeWriter = std::move(wake.theirs);
  platform->readiness.armReadable(platform->wakeReader.get(), platform.get(), false);
  state.platform = platform.release();
}

void Demuxer::Os::close(State& state) noexcept { delete &platformOf(state.platform); }

void Demuxer::Os::startReceive(Demuxer& demuxer, Receive& operation, native::Handle pipe,
                               bool known) {
  OsOperation::waited(operation) = {0, pipe};
  if (OsOperation::perform(operation)) {
    end(demuxer, operation);
  } else {
    OsOperation::platform(demuxer).readiness.armReadable(pipe, &operation, known);
  }
}

void Demuxer::Os::startExitWait(Demuxer& demuxer, Operation& operation, native::ProcessId id,
                                native::Handle exit) {
  OsOperation::waited(operation) = {id, exit};
  OsOperation::platform(demuxer).readiness.armExit(id, exit, &operation);
}

void Demuxer::Os::startInterrupt(Demuxer& demuxer, Interrupt& operation, native::Handle source) {
  OsOperation::waited(operation) = {0, source};
  OsOperation::platform(demuxer).readiness.armReadable(source, &operation, false);
}

void Demuxer::Os::cancel(Demuxer& demuxer, Operation& operation) noexcept {
  const Waited& waited = OsOperation::waited(operation);
  OsOperation::platform(demuxer).readiness.disarm(waited.id, waited.descriptor, &operation);
  operation.outcome_ = Outcome::Cancelled;
  end(demuxer, operation);
}

void Demuxer::Os::wait(Demuxer& demuxer, Deadline deadline) {
  UnixDemuxer& platform = OsOperation::platform(demuxer);
  void* tokens[64];
  const std::size_t count = platform.readiness.wait(deadline, tokens);
  for (std::size_t i = 0; i < count; ++i) {
    if (tokens[i] != &platform) {
      OsOperation::ready(demuxer, *static_cast<Operation*>(tokens[i]));
      continue;
    }
    char bytes[64];
    while (posix::retryOnInterrupt(
               [&] { return ::read(platform.wakeReader.get(), bytes, sizeof bytes); }) > 0) {
    }
    demuxer.state_->wakeSent.store(false);
    platform.readiness.armReadable(platform.wakeReader.get(), &platform, true);
  }
}

void Demuxer::Os::wake(State& state) noexcept {
  // A full pipe wakes as well as one more byte does.
  posix::retryOnInterrupt(
      [&] { return ::write(platformOf(state.platform).wakeWriter.get(), "", 1); });
}

void Demuxer::Os::drain(Demuxer&) noexcept {}  // `cancel` has given everything back.

}  // namespace sys

#include "platform/Readiness.cpp"
