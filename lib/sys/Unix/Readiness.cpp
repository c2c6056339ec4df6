// lib/sys/Unix/Readiness.cpp -- poll, and children asked every few milliseconds: what every Unix
// has.
//
// The set is handed to the kernel at each wait, so its cost grows with the number of descriptors.
#include "Unix/Readiness.hpp"

#include <poll.h>

#include "Unix/Unix.hpp"

namespace sys::posix {

Readiness::Readiness() = default;
Readiness::~Readiness() = default;

void Readiness::armReadable(int descriptor, void* token, bool) {
  entries_.push_back({0, descriptor, token});
}

void Readiness::armExit(pid_t id, int, void* token) {
  entries_.push_back({id, -1, token});
  pauseMs_ = 1;
}

void Readiness::disarm(pid_t, int, void* token) noexcept { forget(token); }

std::size_t Readiness::wait(Deadline deadline, std::span<void*> tokens) {
  std::vector<pollfd> polled;
  std::vector<void*> waiting;
  for (const Entry& entry : entries_) {
    if (entry.id != 0) continue;
    polled.push_back({entry.descriptor, POLLIN, 0});
    waiting.push_back(entry.token);
  }
  // From here on nothing may fail that would lose what has been collected.
  std::size_t count = 0;
  if (collectEnded(tokens, count)) deadline = Deadline::min();
  const int ready = ::poll(polled.data(), static_cast<nfds_t>(polled.size()), timeoutMs(deadline));
  if (ready == -1 && errno != EINTR && count == 0)
    fail("", "cannot wait for events", lastSystemCode());
  for (std::size_t i = 0; ready > 0 && i < polled.size() && count < tokens.size(); ++i) {
    if (polled[i].revents == 0) continue;
    forget(waiting[i]);
    tokens[count++] = waiting[i];
  }
  return count;
}

}  // namespace sys::posix

#include "Unix/AskedChildren.cpp"
