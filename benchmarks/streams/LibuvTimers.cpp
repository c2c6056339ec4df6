// benchmarks/streams/LibuvTimers.cpp -- libuv's timers: a binary heap of pointers.
#include <uv.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "Timers.hpp"

namespace {

class Loop {
public:
  Loop() {
    uv_loop_init(&loop_);
    loop_.data = this;
    for (std::uint32_t i = 0; i < kCount; ++i) uv_timer_init(&loop_, &timers_[i]);
  }

  void arm(std::uint32_t timer, std::uint32_t milliseconds) {
    uv_timer_start(
        &timers_[timer], [](uv_timer_t* self) { ++expiredOf(self); }, milliseconds, 0);
  }

  void rearm(std::uint32_t timer, std::uint32_t milliseconds) { arm(timer, milliseconds); }

  void cancel(std::uint32_t timer) { uv_timer_stop(&timers_[timer]); }

  // Cancelled ones leave nothing: only what is due.
  void settle() { uv_run(&loop_, UV_RUN_NOWAIT); }

  std::uint32_t expired() const { return expired_; }

private:
  static constexpr std::uint32_t kCount = bench::TimerRun::kTimers + bench::TimerRun::kBatch;

  static std::uint32_t& expiredOf(uv_timer_t* timer) {
    return static_cast<Loop*>(timer->loop->data)->expired_;
  }

  uv_loop_t loop_;
  std::uint32_t expired_ = 0;
  std::unique_ptr<uv_timer_t[]> timers_ = std::make_unique<uv_timer_t[]>(kCount);
};

}  // namespace

int main(int argc, char** argv) {
  auto loop = std::make_unique<Loop>();
  bench::TimerRun run;
  const std::string_view what = argc > 1 ? argv[1] : "";
  run.measure(*loop, what);
  return loop->expired() == (what == "expire" ? bench::TimerRun::kTimers : 0) ? 0 : 1;
}
