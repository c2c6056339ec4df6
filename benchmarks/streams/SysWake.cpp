// benchmarks/streams/SysWake.cpp -- Waking a Demuxer in another thread by a Post.
#include <cstdio>
#include <thread>

#include "Processor.hpp"
#include "Wake.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Timer.hpp"

namespace {

class Loop {
public:
  explicit Loop(bool goesFirst) : goesFirst_(goesFirst) {
    never_.start(demuxer_, sys::kForever, {[](void*) {}, nullptr});  // Keeps it running.
  }

  void setOther(Loop& other) { other_ = &other; }
  void run() { demuxer_.run(); }

  // The one thing that the other one does with this.
  void wake() { woken_.start(demuxer_, sys::Completion::to<&Loop::woken>(*this)); }

private:
  // The one that goes first does not answer the last time.
  void woken() {
    --left_;
    if (left_ > 0 || !goesFirst_) other_->wake();
    if (left_ == 0) demuxer_.stop();
  }

  sys::Post woken_;
  sys::Timer never_;
  sys::Demuxer demuxer_;
  Loop* other_ = nullptr;
  std::uint64_t left_ = bench::kRoundTrips;
  bool goesFirst_;
};

void measure() {
  Loop ours(true);
  Loop theirs(false);
  ours.setOther(theirs);
  theirs.setOther(ours);
  std::thread other([&] {
    bench::runOnLastProcessor();
    theirs.run();
  });
  bench::runOnFirstProcessor();
  const auto begin = std::chrono::steady_clock::now();
  theirs.wake();
  ours.run();
  bench::printWake(begin);
  other.join();
}

}  // namespace

int main() {
  try {
    measure();
    return 0;
  } catch (const std::string& error) {
    std::fprintf(stderr, "SysWake: %s\n", error.c_str());
    return 1;
  }
}
