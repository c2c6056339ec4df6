// lib/sys/Unix/Linux/Readiness.cpp -- epoll for descriptors and pidfds.
//
// Quirks: a descriptor stays in the set until the last copy of its open file is closed, a copy in a
// child that is just being started included; EPOLLONESHOT makes such a leftover silent, and an
// armed one is taken out by EPOLL_CTL_DEL. Timeouts are whole milliseconds, rounded up here.
#include "Unix/Readiness.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>

#include "Unix/Unix.hpp"

namespace sys::posix {

// Which of the two an entry needs is known but for rare leftovers, so the second call hardly ever
// happens.
static int armOnce(int queue, int descriptor, void* token, bool known) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT;
  event.data.ptr = token;
  const int first = known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  if (::epoll_ctl(queue, first, descriptor, &event) == 0) return 0;
  if (errno != (known ? ENOENT : EEXIST)) return -1;
  return ::epoll_ctl(queue, known ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &event);
}

Readiness::Readiness() : queue_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (queue_ == -1) fail("", "cannot wait for events", lastSystemCode());
}

Readiness::~Readiness() { ::close(queue_); }

void Readiness::armReadable(int descriptor, void* token, bool known) {
  if (armOnce(queue_, descriptor, token, known) == -1) {
    fail("", "cannot wait for a descriptor", lastSystemCode());
  }
}

void Readiness::armExit(pid_t id, int exit, void* token) {
  if (exit != -1) return armReadable(exit, token, false);
  entries_.push_back({id, -1, token});
  pauseMs_ = 1;
}

void Readiness::disarm(pid_t, int descriptor, void* token) noexcept {
  if (descriptor != -1) {
    ::epoll_ctl(queue_, EPOLL_CTL_DEL, descriptor, nullptr);
  } else {
    forget(token);
  }
}

std::size_t Readiness::wait(Deadline deadline, std::span<void*> tokens) {
  std::size_t count = 0;
  if (!entries_.empty() && collectEnded(tokens, count)) deadline = Deadline::min();
  if (count == tokens.size()) return count;
  epoll_event events[64];
  const std::size_t room = std::min(tokens.size() - count, std::size(events));
  const int ready = ::epoll_wait(queue_, events, static_cast<int>(room), timeoutMs(deadline));
  if (ready == -1 && errno != EINTR && count == 0)
    fail("", "cannot wait for events", lastSystemCode());
  for (int i = 0; i < ready; ++i) tokens[count++] = events[i].data.ptr;
  return count;
}

}  // namespace sys::posix

#include "Unix/AskedChildren.cpp"
