// benchmarks/streams/LibuvWake.cpp -- Waking a loop in another thread by uv_async_send.
#include <uv.h>

#include <thread>

#include "Processor.hpp"
#include "Wake.hpp"

namespace {

struct Loop {
  uv_loop_t loop;
  uv_async_t called;
  Loop* other = nullptr;
  std::uint64_t left = bench::kRoundTrips;
  bool goesFirst = false;
};

// The one that went first makes no further call when the last answer has come.
void called(uv_async_t* handle) {
  Loop& self = *static_cast<Loop*>(handle->data);
  --self.left;
  if (self.left > 0 || !self.goesFirst) uv_async_send(&self.other->called);
  if (self.left == 0) uv_close(reinterpret_cast<uv_handle_t*>(handle), nullptr);
}

void open(Loop& self, Loop& other) {
  uv_loop_init(&self.loop);
  uv_async_init(&self.loop, &self.called, &called);
  self.called.data = &self;
  self.other = &other;
}

}  // namespace

int main() {
  Loop ours, theirs;
  open(ours, theirs);
  open(theirs, ours);
  ours.goesFirst = true;
  std::thread other([&] {
    bench::runOnLastProcessor();
    uv_run(&theirs.loop, UV_RUN_DEFAULT);
  });
  bench::runOnFirstProcessor();
  const auto begin = std::chrono::steady_clock::now();
  uv_async_send(&theirs.called);
  uv_run(&ours.loop, UV_RUN_DEFAULT);
  bench::printWake(begin);
  other.join();
}
