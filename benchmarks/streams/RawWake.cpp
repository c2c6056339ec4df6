// benchmarks/streams/RawWake.cpp -- The floor for waking a loop in another thread: an eventfd,
// edge-triggered, never read.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "EchoServer.hpp"
#include "Processor.hpp"
#include "Wake.hpp"

namespace {

class Loop {
public:
  Loop() {
    epoll_event event{.events = EPOLLIN | EPOLLET, .data = {}};
    if (::epoll_ctl(queue_, EPOLL_CTL_ADD, event_, &event) == -1) bench::die("epoll_ctl");
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() {
    ::close(queue_);
    ::close(event_);
  }

  void wake() {
    const std::uint64_t one = 1;
    if (::write(event_, &one, sizeof one) != sizeof one) bench::die("write");
  }

  void await() {
    epoll_event events[64];
    while (::epoll_wait(queue_, events, std::size(events), -1) == -1) {
      if (errno != EINTR) bench::die("epoll_wait");
    }
  }

private:
  int queue_ = ::epoll_create1(EPOLL_CLOEXEC);
  int event_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
};

}  // namespace

int main() {
  Loop ours, theirs;
  std::thread other([&] {
    bench::runOnLastProcessor();
    for (std::uint64_t i = 0; i < bench::kRoundTrips; ++i) {
      theirs.await();
      ours.wake();
    }
  });
  bench::runOnFirstProcessor();
  const auto begin = std::chrono::steady_clock::now();
  for (std::uint64_t i = 0; i < bench::kRoundTrips; ++i) {
    theirs.wake();
    ours.await();
  }
  bench::printWake(begin);
  other.join();
}
