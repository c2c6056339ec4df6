// unittests/SignalsFaultTest.cpp -- An interrupt arrives as an event or was never waited for,
// whatever fails.
#include "sys/Signals.hpp"

#include "Counter.hpp"
#include "FaultLoop.hpp"
#include "Residue.hpp"
#include "TestHandles.hpp"

namespace sys {
namespace {

using SignalsFaults = FaultTest;

TEST_F(SignalsFaults, AnInterruptIsCancelled) {
  const auto scenario = [](FaultRun& run) {
    Counter counter;
    Interrupt interrupt;
    Demuxer demuxer;
    const bool started = run.call([&] { interrupt.start(demuxer, counter.completion()); });
    EXPECT_EQ(interrupt.isPending(), started);
    run.call([&] { interrupt.cancel(); });
    if (!run.call([&] { demuxer.run(); })) demuxer.run();
    EXPECT_EQ(counter.calls, started ? 1 : 0);
  };
  fail("Interrupt::start, cancel", scenario);
}

TEST_F(SignalsFaults, AnInterruptArrives) {
  // A console's events would reach all programs on it.
  if (native::kWindows) GTEST_SKIP() << "an interrupt cannot be sent to one process alone";
  const auto scenario = [](FaultRun& run) {
    Counter counter;
    Interrupt interrupt;
    Demuxer demuxer;
    if (!run.call([&] { interrupt.start(demuxer, counter.completion()); })) return;
    interruptProcess(residue::processNumber());
    if (!run.call([&] { demuxer.run(); })) demuxer.run();
    EXPECT_EQ(counter.calls, 1);
    EXPECT_EQ(interrupt.kind(), InterruptKind::Keyboard);
  };
  fail("Interrupt's arrival", scenario);
}

}  // namespace
}  // namespace sys
