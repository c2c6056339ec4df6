// benchmarks/streams/SysTimers.cpp -- The library's timers; a cancelled one completes too, which is
// part of what is measured.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include "Timers.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Timer.hpp"

namespace {

class Loop {
public:
  void arm(std::uint32_t timer, std::uint32_t milliseconds) {
    timers_[timer].start(demuxer_, start_ + std::chrono::milliseconds(milliseconds),
                         sys::Completion::to<&Loop::completed>(*this));
  }

  void rearm(std::uint32_t timer, std::uint32_t milliseconds) {
    timers_[timer].reset(start_ + std::chrono::milliseconds(milliseconds));
  }

  void cancel(std::uint32_t timer) { timers_[timer].cancel(); }

  // Delivers cancelled ones and what is due.
  void settle() { demuxer_.runUntil(sys::Deadline::min()); }

  std::uint32_t completedCount() const { return completed_; }

private:
  void completed() { ++completed_; }

  std::unique_ptr<sys::Timer[]> timers_ =
      std::make_unique<sys::Timer[]>(bench::TimerRun::kTimers + bench::TimerRun::kBatch);
  sys::Demuxer demuxer_;
  sys::Deadline start_ = std::chrono::steady_clock::now();
  std::uint32_t completed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  try {
    auto loop = std::make_unique<Loop>();
    bench::TimerRun run;
    const std::string what = argc > 1 ? argv[1] : "";
    run.measure(*loop, what);
    // Cancelled or expired: each once; what is only set to another time, never.
    return loop->completedCount() == (what == "rearm" ? 0 : bench::TimerRun::kTimers) ? 0 : 1;
  } catch (const std::string& error) {
    std::fprintf(stderr, "SysTimers: %s\n", error.c_str());
    return 1;
  }
}
