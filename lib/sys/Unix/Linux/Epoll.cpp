// lib/sys/Unix/Linux/Epoll.cpp -- epoll, edge-triggered: each channel is handed to the kernel once.
//
// Quirks: a descriptor stays in the set until the last copy of its open file is closed, a copy in a
// child that is just being started included, so it is taken out before it is closed. What is waited
// for only once (children, interrupts) is armed with EPOLLONESHOT, and taken out by the first word.
// Timeouts are whole milliseconds, rounded up here.
#include <sys/epoll.h>
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
  static constexpr std::uint64_t kChannel = 1;

  static std::uint64_t tokenOf(const Channel& channel) {
    return reinterpret_cast<std::uintptr_t>(&channel) | kChannel;
  }

  void add(Channel& channel) override;
  void remove(Channel& channel) noexcept override;
  void arm(int descriptor, Operation& operation) override;
  void armExit(pid_t id, int exit, Operation& operation) override;
  void disarm(pid_t id, int descriptor, Operation& operation) noexcept override;
  bool control(int how, int descriptor, std::uint32_t events, std::uint64_t token) const noexcept;
  void ask(Demuxer& demuxer, Deadline deadline);
  void dispatch(Demuxer& demuxer, const epoll_event& event);
  void dropEventsOf(std::uint64_t token) noexcept;

  OwnedHandle queue_;
  posix::EventBatch<epoll_event> batch_;
};

Demuxer::OsBackend::Kernel::Kernel() : queue_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (!queue_ || !control(EPOLL_CTL_ADD, wakeUp.descriptor(), EPOLLIN | EPOLLET, 0)) {
    fail("", "cannot wait for events", lastSystemCode());
  }
}

bool Demuxer::OsBackend::Kernel::control(int how, int descriptor, std::uint32_t events,
                                         std::uint64_t token) const noexcept {
  epoll_event event{};
  event.events = events;
  event.data.u64 = token;
  return ::epoll_ctl(queue_.get(), how, descriptor, &event) == 0;
}

void Demuxer::OsBackend::Kernel::dropEventsOf(std::uint64_t token) noexcept {
  batch_.drop([&](const epoll_event& event) { return event.data.u64 == token; });
}

void Demuxer::OsBackend::Kernel::add(Channel& channel) {
  const std::uint32_t events = channel.kind == Channel::Kind::Listener
                                   ? EPOLLIN | EPOLLET
                                   : EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET;
  if (!control(EPOLL_CTL_ADD, channel.handle, events, tokenOf(channel))) {
    fail("", "cannot wait for a stream", lastSystemCode());
  }
}

void Demuxer::OsBackend::Kernel::remove(Channel& channel) noexcept {
  control(EPOLL_CTL_DEL, channel.handle, 0, 0);
  dropEventsOf(tokenOf(channel));
}

void Demuxer::OsBackend::Kernel::arm(int descriptor, Operation& operation) {
  const auto token = reinterpret_cast<std::uintptr_t>(&operation);
  if (control(EPOLL_CTL_ADD, descriptor, EPOLLIN | EPOLLONESHOT, token)) return;
  // One that told what was not so.
  if (errno == EEXIST && control(EPOLL_CTL_MOD, descriptor, EPOLLIN | EPOLLONESHOT, token)) return;
  fail("", "cannot wait for a descriptor", lastSystemCode());
}

void Demuxer::OsBackend::Kernel::armExit(pid_t id, int exit, Operation& operation) {
  const auto token = reinterpret_cast<std::uintptr_t>(&operation);
  if (exit != -1 && control(EPOLL_CTL_ADD, exit, EPOLLIN | EPOLLONESHOT, token)) return;
  // A descriptor tells one operation: others that wait for the child ask.
  if (exit != -1 && errno != EEXIST) fail("", "cannot wait for a child", lastSystemCode());
  asked_.add(id, &operation);
}

void Demuxer::OsBackend::Kernel::disarm(pid_t, int descriptor, Operation& operation) noexcept {
  if (asked_.remove(&operation)) return;
  control(EPOLL_CTL_DEL, descriptor, 0, 0);
  dropEventsOf(reinterpret_cast<std::uintptr_t>(&operation));
}

void Demuxer::OsBackend::Kernel::dispatch(Demuxer& demuxer, const epoll_event& event) {
  if (event.data.u64 == 0) {  // Edge-triggered: it need not be read.
    demuxer.state_->wakeSent.store(false);
  } else if ((event.data.u64 & kChannel) == 0) {
    told(demuxer, *reinterpret_cast<Operation*>(event.data.u64));
  } else {
    const bool broken = (event.events & (EPOLLHUP | EPOLLERR)) != 0;
    told(demuxer, *reinterpret_cast<Channel*>(event.data.u64 & ~kChannel),
         {.readable = (event.events & EPOLLIN) != 0,
          .writable = broken || (event.events & EPOLLOUT) != 0,
          .readEnds = broken || (event.events & (EPOLLRDHUP | EPOLLPRI)) != 0});
  }
}

void Demuxer::OsBackend::Kernel::wait(Demuxer& demuxer, Deadline deadline) {
  if (batch_.isEmpty()) ask(demuxer, deadline);
  batch_.passOn([&](const epoll_event& event) { dispatch(demuxer, event); });
  demuxer.state_->hasMoreToTell = !batch_.isEmpty();
}

void Demuxer::OsBackend::Kernel::ask(Demuxer& demuxer, Deadline deadline) {
  while (void* ended = asked_.takeEnded()) {
    told(demuxer, *static_cast<Operation*>(ended));
    deadline = Deadline::min();
  }
  const std::span<epoll_event> room = batch_.room();
  const int ready = ::epoll_wait(queue_.get(), room.data(), static_cast<int>(room.size()),
                                 asked_.timeoutMs(deadline));
  if (ready == -1 && errno != EINTR) fail("", "cannot wait for events", lastSystemCode());
  if (ready > 0) batch_.told(ready);
}

}  // namespace sys
