// lib/sys/Unix/Kqueue/Kqueue.cpp -- kqueue, edge-triggered (EV_CLEAR): each channel is handed to
// the kernel once, with all its directions; children by their number.
//
// Quirks: the word of a child's end may come before the child can be waited for (Darwin, OpenBSD),
// and does not come for one that was about to end when it was asked for (Darwin) or had ended
// (ESRCH elsewhere). So it only means that the children are asked now, and they are asked from time
// to time without it. What a closed descriptor was watched for is forgotten by the kernel itself; a
// peer's end comes as EV_EOF beside what can still be read. Nothing here is Darwin's alone.
#include <sys/event.h>
#include <unistd.h>

#include "Unix/EventBatch.hpp"
#include "Unix/Readiness.cpp"

namespace sys {

struct Demuxer::OsBackend::Kernel final : Readiness {
  static std::unique_ptr<OsBackend> make() { return std::make_unique<Kernel>(); }

  Kernel();
  void wait(Demuxer& demuxer, Deadline deadline) override;

private:
  // Channels are told from operations by the lowest bit.
  static constexpr std::uintptr_t kChannel = 1;
  static constexpr int kLongestPauseMs = 512;  // For a child of whose end there is no word.

  static std::uintptr_t tokenOf(const Channel& channel) {
    return reinterpret_cast<std::uintptr_t>(&channel) | kChannel;
  }

  void add(Channel& channel) override;
  void remove(Channel& channel) noexcept override;
  void arm(int descriptor, Operation& operation) override;
  void armExit(pid_t id, int exit, Operation& operation) override;
  void disarm(pid_t id, int descriptor, Operation& operation) noexcept override;
  bool change(std::uintptr_t ident, std::int16_t filter, std::uint16_t flags, std::uint32_t notes,
              std::uintptr_t token) const noexcept;
  bool endChildren(Demuxer& demuxer);
  void ask(Demuxer& demuxer, Deadline deadline);
  void dispatch(Demuxer& demuxer, const struct kevent& event);
  void dropEventsOf(std::uintptr_t token) noexcept;

  OwnedHandle queue_;
  posix::EventBatch<struct kevent> batch_;
};

Demuxer::OsBackend::Kernel::Kernel() : queue_(::kqueue()) {
  asked_ = posix::AskedChildren(kLongestPauseMs);
  const auto wake = static_cast<std::uintptr_t>(wakeUp.descriptor());
  if (!queue_ || !change(wake, EVFILT_READ, EV_ADD | EV_CLEAR, 0, 0)) {
    fail("", "cannot wait for events", lastSystemCode());
  }
}

bool Demuxer::OsBackend::Kernel::change(std::uintptr_t ident, std::int16_t filter,
                                        std::uint16_t flags, std::uint32_t notes,
                                        std::uintptr_t token) const noexcept {
  struct kevent event;
  EV_SET(&event, ident, filter, flags, notes, 0, reinterpret_cast<void*>(token));
  return posix::retryOnInterrupt(
             [&] { return ::kevent(queue_.get(), &event, 1, nullptr, 0, nullptr); }) == 0;
}

void Demuxer::OsBackend::Kernel::add(Channel& channel) {
  const auto ident = static_cast<std::uintptr_t>(channel.handle);
  const std::uintptr_t token = tokenOf(channel);
  const bool reads = channel.kind != Channel::Kind::PipeToChild;
  const bool writes = !channel.isPipeToRead() && channel.kind != Channel::Kind::Listener;
  if ((!reads || change(ident, EVFILT_READ, EV_ADD | EV_CLEAR, 0, token)) &&
      (!writes || change(ident, EVFILT_WRITE, EV_ADD | EV_CLEAR, 0, token))) {
    return;
  }
  const SystemCode error = lastSystemCode();
  remove(channel);
  fail("", "cannot wait for a stream", error);
}

void Demuxer::OsBackend::Kernel::remove(Channel& channel) noexcept {
  const auto ident = static_cast<std::uintptr_t>(channel.handle);
  change(ident, EVFILT_READ, EV_DELETE, 0, 0);
  change(ident, EVFILT_WRITE, EV_DELETE, 0, 0);
  dropEventsOf(tokenOf(channel));
}

void Demuxer::OsBackend::Kernel::arm(int descriptor, Operation& operation) {
  const auto token = reinterpret_cast<std::uintptr_t>(&operation);
  if (change(static_cast<std::uintptr_t>(descriptor), EVFILT_READ, EV_ADD | EV_ONESHOT, 0, token)) {
    return;
  }
  fail("", "cannot wait for a descriptor", lastSystemCode());
}

void Demuxer::OsBackend::Kernel::armExit(pid_t id, int, Operation& operation) {
  asked_.add(id, &operation);
  const auto ident = static_cast<std::uintptr_t>(id);
  if (change(ident, EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT, 0) || errno == ESRCH) return;
  const SystemCode error = lastSystemCode();
  asked_.remove(&operation);
  fail("", "cannot wait for a child", error);
}

void Demuxer::OsBackend::Kernel::disarm(pid_t id, int descriptor, Operation& operation) noexcept {
  if (id == 0) {
    change(static_cast<std::uintptr_t>(descriptor), EVFILT_READ, EV_DELETE, 0, 0);
    dropEventsOf(reinterpret_cast<std::uintptr_t>(&operation));
  } else {
    change(static_cast<std::uintptr_t>(id), EVFILT_PROC, EV_DELETE, 0, 0);
    asked_.remove(&operation);
  }
}

bool Demuxer::OsBackend::Kernel::endChildren(Demuxer& demuxer) {
  bool any = false;
  while (void* ended = asked_.takeEnded(true)) {
    told(demuxer, *static_cast<Operation*>(ended));
    any = true;
  }
  return any;
}

void Demuxer::OsBackend::Kernel::dispatch(Demuxer& demuxer, const struct kevent& event) {
  const auto token = reinterpret_cast<std::uintptr_t>(event.udata);
  if (event.filter == EVFILT_PROC) {
    asked_.hurry();
  } else if (token == 0) {
    wakeUp.take();
    demuxer.state_->wakeSent.store(false);
  } else if ((token & kChannel) == 0) {
    told(demuxer, *reinterpret_cast<Operation*>(token));
  } else {
    const bool ends = (event.flags & EV_EOF) != 0;
    const bool reads = event.filter == EVFILT_READ;
    told(demuxer, *reinterpret_cast<Channel*>(token & ~kChannel),
         {.readable = reads, .writable = !reads, .readEnds = ends});
  }
}

void Demuxer::OsBackend::Kernel::dropEventsOf(std::uintptr_t token) noexcept {
  batch_.drop([&](const struct kevent& event) {
    return reinterpret_cast<std::uintptr_t>(event.udata) == token;
  });
}

void Demuxer::OsBackend::Kernel::wait(Demuxer& demuxer, Deadline deadline) {
  if (batch_.isEmpty()) ask(demuxer, deadline);
  batch_.passOn([&](const struct kevent& event) { dispatch(demuxer, event); });
  demuxer.state_->hasMoreToTell = !batch_.isEmpty();
  endChildren(demuxer);
}

void Demuxer::OsBackend::Kernel::ask(Demuxer& demuxer, Deadline deadline) {
  if (endChildren(demuxer)) deadline = Deadline::min();
  const int limit = asked_.timeoutMs(deadline);
  const timespec timeout{limit / 1000, limit % 1000 * 1000000L};
  const std::span<struct kevent> room = batch_.room();
  const int ready = ::kevent(queue_.get(), nullptr, 0, room.data(), static_cast<int>(room.size()),
                             limit == -1 ? nullptr : &timeout);
  if (ready == -1 && errno != EINTR) fail("", "cannot wait for events", lastSystemCode());
  if (ready > 0) batch_.told(ready);
}

}  // namespace sys
