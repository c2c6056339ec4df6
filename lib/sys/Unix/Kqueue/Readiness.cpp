// lib/sys/Unix/Kqueue/Readiness.cpp -- kqueue for descriptors and processes.
//
// Quirks: a process that has ended already cannot be watched (ESRCH), it is asked instead; what a
// closed descriptor was watched for is forgotten by the kernel itself.
#include "Unix/Readiness.hpp"

#include <sys/event.h>
#include <unistd.h>

#include <algorithm>

#include "Unix/Unix.hpp"

namespace sys::posix {

static int change(int queue, std::uintptr_t ident, std::int16_t filter, std::uint16_t flags,
                  std::uint32_t notes, void* token) {
  struct kevent event;
  EV_SET(&event, ident, filter, flags, notes, 0, token);
  return retryOnInterrupt([&] { return ::kevent(queue, &event, 1, nullptr, 0, nullptr); });
}

Readiness::Readiness() : queue_(::kqueue()) {
  if (queue_ == -1) fail("", "cannot wait for events", lastSystemCode());
}

Readiness::~Readiness() { ::close(queue_); }

void Readiness::armReadable(int descriptor, void* token, bool) {
  if (change(queue_, static_cast<std::uintptr_t>(descriptor), EVFILT_READ, EV_ADD | EV_ONESHOT, 0,
             token) == -1) {
    fail("", "cannot wait for a descriptor", lastSystemCode());
  }
}

void Readiness::armExit(pid_t id, int, void* token) {
  if (change(queue_, static_cast<std::uintptr_t>(id), EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT,
             token) == 0) {
    return;
  }
  if (errno != ESRCH) fail("", "cannot wait for a child", lastSystemCode());
  entries_.push_back({id, -1, token});
  pauseMs_ = 1;
}

void Readiness::disarm(pid_t id, int descriptor, void* token) noexcept {
  if (id == 0) {
    change(queue_, static_cast<std::uintptr_t>(descriptor), EVFILT_READ, EV_DELETE, 0, nullptr);
  } else {
    change(queue_, static_cast<std::uintptr_t>(id), EVFILT_PROC, EV_DELETE, 0, nullptr);
    forget(token);
  }
}

std::size_t Readiness::wait(Deadline deadline, std::span<void*> tokens) {
  std::size_t count = 0;
  if (!entries_.empty() && collectEnded(tokens, count)) deadline = Deadline::min();
  if (count == tokens.size()) return count;
  struct kevent events[64];
  const std::size_t room = std::min(tokens.size() - count, std::size(events));
  const int limit = timeoutMs(deadline);
  const timespec timeout{limit / 1000, limit % 1000 * 1000000L};
  const int ready = ::kevent(queue_, nullptr, 0, events, static_cast<int>(room),
                             limit == -1 ? nullptr : &timeout);
  if (ready == -1 && errno != EINTR && count == 0)
    fail("", "cannot wait for events", lastSystemCode());
  for (int i = 0; i < ready; ++i) tokens[count++] = events[i].udata;
  return count;
}

}  // namespace sys::posix

#include "Unix/AskedChildren.cpp"
