// unittests/SignalsTest.cpp -- An interrupt is an event while somebody waits for it, and fatal as
// ever otherwise.
#include "sys/Signals.hpp"

#include <gtest/gtest.h>

#include "Children.hpp"
#include "TestHandles.hpp"
#include "sys/Process.hpp"

namespace sys {
namespace {

struct Nothing {
  void run() {}
};

TEST(Interrupt, CanBeCancelled) {
  Nothing nothing;
  Interrupt interrupt;
  Demuxer demuxer;
  interrupt.start(demuxer, Completion::to<&Nothing::run>(nothing));
  interrupt.cancel();
  demuxer.run();
  EXPECT_EQ(interrupt.outcome(), Outcome::Cancelled);
}

TEST(Interrupt, OneMayBePendingInAProcess) {
  Nothing nothing;
  Interrupt first;
  Interrupt second;
  Demuxer demuxer;
  first.start(demuxer, Completion::to<&Nothing::run>(nothing));
  EXPECT_THROW(second.start(demuxer, Completion::to<&Nothing::run>(nothing)), std::string);
  EXPECT_FALSE(second.isPending());
  first.cancel();
  demuxer.run();
  second.start(demuxer, Completion::to<&Nothing::run>(nothing));
  second.cancel();
  demuxer.run();
}

TEST(Interrupt, DestroyingTheDemuxerGivesItBack) {
  Nothing nothing;
  Interrupt interrupt;
  for (int i = 0; i < 3; ++i) {
    Demuxer demuxer;
    interrupt.start(demuxer, Completion::to<&Nothing::run>(nothing));
  }
  EXPECT_EQ(interrupt.outcome(), Outcome::Cancelled);
}

// Asks a child that waits for interrupts to end: as soon as it says so, and when it has told of the
// first.
struct Interrupted {
  using Ask = void (*)(Process& child);

  Pipe pipe;
  Process process;
  Demuxer& demuxer;
  Ask ask;
  char buffer[64] = {};
  std::string output;
  Receive receive;
  std::size_t sent = 0;

  Interrupted(Process&& child, Pipe&& from, Demuxer& loop, Ask how)
      : pipe(std::move(from)), process(std::move(child)), demuxer(loop), ask(how) {}

  void more() {
    pipe.receive(receive, demuxer, buffer, Completion::to<&Interrupted::arrived>(*this));
  }
  void arrived() {
    if (receive.outcome() != Outcome::Done) return;
    output.append(buffer, receive.count());
    const char* awaited[] = {"ready\n", "kind 0\n"};
    if (sent < 2 && output.ends_with(awaited[sent])) {
      ++sent;
      ask(process);
    }
    more();
  }
};

// What such a child has said, and how it ended.
struct AfterInterrupts {
  std::string output;
  ExitStatus status;
};

static AfterInterrupts interruptChild(const std::vector<std::string>& arguments,
                                      Interrupted::Ask ask) {
  Pipe pipe;
  Streams streams;
  streams.input(Stream::null()).output(Stream::pipe(pipe));
  Process process = Process::start(childCommand("interrupts", arguments), streams);
  std::optional<Interrupted> child;
  Demuxer demuxer;
  child.emplace(std::move(process), std::move(pipe), demuxer, ask);
  child->more();
  demuxer.runUntil(std::chrono::steady_clock::now() + kPatience);
  EXPECT_FALSE(child->receive.isPending()) << "it goes on";
  if (child->receive.isPending()) child->process.kill();
  return {child->output, child->process.wait()};
}

static AfterInterrupts interruptTwice() {
  return interruptChild({}, [](Process& child) { interruptProcess(child.id()); });
}

TEST(Interrupt, TheFirstIsAnEventAndTheSecondEndsTheProgram) {
  const AfterInterrupts child = interruptTwice();
  EXPECT_EQ(child.output, "ready\nkind 0\n");
  EXPECT_FALSE(child.status.wasKilled());
}

TEST(Interrupt, WhatEndsByOneDidNotSucceed) {
  const ExitStatus status = interruptTwice().status;
  EXPECT_FALSE(status.wasKilled());
  EXPECT_FALSE(status.succeeded());
}

// Ctrl-Break is a key too.
TEST(Process, TerminateLetsItEndInItsOwnWay) {
  const AfterInterrupts child = interruptChild({"7"}, [](Process& asked) { asked.terminate(); });
  const InterruptKind kind = native::kWindows ? InterruptKind::Keyboard : InterruptKind::Terminate;
  EXPECT_EQ(child.output, "ready\nkind " + std::to_string(static_cast<int>(kind)) + "\n");
  EXPECT_EQ(child.status.code(), 7U);
  EXPECT_FALSE(child.status.wasKilled());
}

}  // namespace
}  // namespace sys
