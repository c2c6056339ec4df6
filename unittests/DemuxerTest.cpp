// unittests/DemuxerTest.cpp -- Exactly one completion for each start, from the loop, whatever
// happens.
#include "sys/Demuxer.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "Children.hpp"
#include "TestHandles.hpp"
#include "sys/Process.hpp"
#include "sys/Signals.hpp"
#include "sys/Timer.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

Deadline in(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

// Lets a test say what happens in a completion.
struct Action {
  std::function<void()> act;
  int calls = 0;
  void run() {
    ++calls;
    if (act) act();
  }
  Completion completion() { return Completion::to<&Action::run>(*this); }
};

TEST(Demuxer, RunReturnsWhenNothingIsPending) {
  Demuxer demuxer;
  demuxer.run();
  EXPECT_FALSE(demuxer.runUntil(in(0ms)));
}

TEST(Demuxer, ACompletionComesFromTheLoopAndOnce) {
  Action action;
  Timer timer;
  Demuxer demuxer;
  timer.start(demuxer, in(-1ms), action.completion());
  EXPECT_EQ(action.calls, 0);
  EXPECT_TRUE(timer.isPending());
  demuxer.run();
  EXPECT_EQ(action.calls, 1);
  EXPECT_FALSE(timer.isPending());
  EXPECT_EQ(timer.outcome(), Outcome::Done);
}

TEST(Demuxer, ABlockMayStartAgainInItsCompletion) {
  Action action;
  Timer timer;
  Demuxer demuxer;
  action.act = [&] {
    if (action.calls < 5) timer.start(demuxer, in(0ms), action.completion());
  };
  timer.start(demuxer, in(0ms), action.completion());
  demuxer.run();
  EXPECT_EQ(action.calls, 5);
}

TEST(Demuxer, StartingAPendingBlockIsRefused) {
  Action action;
  Timer timer;
  Demuxer demuxer;
  timer.start(demuxer, kForever, action.completion());
  EXPECT_THROW(timer.start(demuxer, kForever, action.completion()), std::string);
  timer.cancel();
  demuxer.run();
  EXPECT_EQ(action.calls, 1);
}

TEST(Demuxer, CancelCompletesOnceAsCancelled) {
  Action action;
  Timer timer;
  Demuxer demuxer;
  timer.start(demuxer, kForever, action.completion());
  timer.cancel();
  timer.cancel();
  EXPECT_EQ(action.calls, 0);
  demuxer.run();
  EXPECT_EQ(action.calls, 1);
  EXPECT_EQ(timer.outcome(), Outcome::Cancelled);
  timer.cancel();
  demuxer.run();
  EXPECT_EQ(action.calls, 1);
}

TEST(Demuxer, WhatHasHappenedCannotBeCancelled) {
  Action first;
  Action second;
  Timer early;
  Timer late;
  Demuxer demuxer;
  first.act = [&] { late.cancel(); };
  const Deadline now = in(-1ms);
  early.start(demuxer, now, first.completion());
  late.start(demuxer, now, second.completion());
  demuxer.run();
  EXPECT_EQ(second.calls, 1);
  EXPECT_EQ(late.outcome(), Outcome::Done);
}

TEST(Demuxer, AnExceptionLeavesRunAndNothingIsLost) {
  Action throws;
  Action counts;
  Timer first;
  Timer second;
  Demuxer demuxer;
  throws.act = [] { throw 42; };
  const Deadline now = in(-1ms);
  first.start(demuxer, now, throws.completion());
  second.start(demuxer, now, counts.completion());
  EXPECT_THROW(demuxer.run(), int);
  EXPECT_EQ(counts.calls, 0);
  demuxer.run();
  EXPECT_EQ(counts.calls, 1);
}

TEST(Demuxer, StopFromACompletionEndsRunAndKeepsTheRest) {
  Action stops;
  Action counts;
  Timer first;
  Timer second;
  Demuxer demuxer;
  stops.act = [&] { demuxer.stop(); };
  const Deadline now = in(-1ms);
  first.start(demuxer, now, stops.completion());
  second.start(demuxer, now, counts.completion());
  demuxer.run();
  EXPECT_EQ(counts.calls, 0);
  demuxer.run();
  EXPECT_EQ(counts.calls, 1);
}

TEST(Demuxer, StopWithNobodyRunningEndsTheNextRun) {
  Action action;
  Timer timer;
  Demuxer demuxer;
  timer.start(demuxer, kForever, action.completion());
  demuxer.stop();
  demuxer.run();
  EXPECT_EQ(action.calls, 0);
  timer.cancel();
  demuxer.run();
}

TEST(Demuxer, StopFromAnotherThreadEndsRun) {
  Action action;
  Timer timer;
  Demuxer demuxer;
  timer.start(demuxer, kForever, action.completion());
  std::thread other([&] { demuxer.stop(); });
  demuxer.run();
  other.join();
  timer.cancel();
  demuxer.run();
  EXPECT_EQ(action.calls, 1);
}

class DemuxerThreads : public testing::TestWithParam<std::string> {
protected:
  // What io_uring allows its first thread alone.
  static bool isBound() { return GetParam() == "io_uring"; }

  static Captured changeThreads(const std::string& how) {
    return Process::capture(childCommand("change-threads", {GetParam(), how}));
  }
};

INSTANTIATE_TEST_SUITE_P(Each, DemuxerThreads, testing::ValuesIn(Demuxer::backEnds()),
                         [](const auto& test) { return test.param; });

// The system has what would otherwise be written to when it is gone.
TEST_P(DemuxerThreads, ToBeDestroyedElsewhereIsRefusedWhereItCannotBe) {
  const Captured captured = changeThreads("destroy");
  ASSERT_TRUE(captured.status.has_value());
  EXPECT_EQ(captured.status->succeeded(), !isBound()) << captured.output;
  const std::string said =
      isBound() ? "A Demuxer that waits by io_uring is destroyed by another thread than has run "
                  "it, with operations under way. Destroy it in that thread, or use epoll."
                : "destroyed";
  EXPECT_EQ(captured.output, "completed\n" + said + "\n");
}

TEST_P(DemuxerThreads, ToRunElsewhereIsRefusedWhereItCannot) {
  const Captured captured = changeThreads("run");
  ASSERT_TRUE(captured.status.has_value());
  EXPECT_EQ(captured.status->succeeded(), !isBound());
  EXPECT_EQ(captured.output.find("cannot wait for events because a Demuxer that waits by io_uring "
                                 "serves one thread only. Use epoll.\n"),
            isBound() ? 0 : std::string::npos)
      << captured.output;
}

TEST_P(DemuxerThreads, WithNothingUnderWayItIsDestroyedAnywhere) {
  const Captured captured = changeThreads("idle");
  ASSERT_TRUE(captured.status.has_value());
  EXPECT_TRUE(captured.status->succeeded());
  EXPECT_EQ(captured.output, "destroyed\n");
}

TEST(Demuxer, PostsOfManyThreadsArriveEachOnceAndInOrder) {
  constexpr int kThreads = 4;
  constexpr int kPosts = 500;
  std::vector<int> arrived[kThreads];
  struct Sent {
    std::vector<int>* into;
    int value;
    Post post;
    void run() { into->push_back(value); }
  };
  std::vector<std::unique_ptr<Sent>> sent;
  for (int i = 0; i < kThreads * kPosts; ++i) {
    sent.push_back(std::make_unique<Sent>());
    sent.back()->into = &arrived[i / kPosts];
    sent.back()->value = i % kPosts;
  }
  Action keepAlive;
  Timer timer;
  Demuxer demuxer;
  timer.start(demuxer, kForever, keepAlive.completion());
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kPosts; ++i) {
        Sent& one = *sent[static_cast<std::size_t>(t * kPosts + i)];
        one.post.start(demuxer, Completion::to<&Sent::run>(one));
      }
    });
  }
  const auto all = [&] {
    std::size_t count = 0;
    for (const std::vector<int>& values : arrived) count += values.size();
    return count == kThreads * kPosts;
  };
  while (!all()) demuxer.runUntil(in(1ms));
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<int>& values : arrived) {
    for (int i = 0; i < kPosts; ++i) EXPECT_EQ(values[static_cast<std::size_t>(i)], i);
  }
  timer.cancel();
  demuxer.run();
}

TEST(Demuxer, DestructionDeliversWhatIsLeft) {
  Action timers;
  Action again;
  Timer timer;
  Timer restarted;
  {
    Demuxer demuxer;
    timers.act = [&] { restarted.start(demuxer, kForever, again.completion()); };
    timer.start(demuxer, kForever, timers.completion());
  }
  EXPECT_EQ(timers.calls, 1);
  EXPECT_EQ(timer.outcome(), Outcome::Cancelled);
  EXPECT_EQ(again.calls, 1);
  EXPECT_EQ(restarted.outcome(), Outcome::Cancelled);
}

TEST(Demuxer, HundredsOfChildrenRunAndDrainAtOnce) {
  const int children = native::kWindows ? 12 : 200;
  struct Child {
    Pipe pipe;
    Process process;
    char buffer[256];
    std::string output;
    Receive receive;
    ExitWait exit;
    bool outputEnded = false;
    bool ended = false;
    Demuxer* demuxer = nullptr;
    explicit Child(Process&& started) : process(std::move(started)) {}
    void begin() {
      process.awaitExit(exit, *demuxer, Completion::to<&Child::exited>(*this));
      more();
    }
    void more() { pipe.receive(receive, *demuxer, buffer, Completion::to<&Child::arrived>(*this)); }
    void arrived() {
      if (receive.outcome() == Outcome::EndOfStream) {
        outputEnded = true;
        return;
      }
      output.append(buffer, receive.count());
      more();
    }
    void exited() { ended = process.wait(in(0ms)).has_value(); }
  };
  std::vector<std::unique_ptr<Child>> all;
  Demuxer demuxer;
  for (int i = 0; i < children; ++i) {
    Pipe pipe;
    Streams streams;
    streams.input(Stream::null()).output(Stream::pipe(pipe)).errorToOutput();
    Process process = Process::start(childCommand("arguments", {std::to_string(i)}), streams);
    all.push_back(std::make_unique<Child>(std::move(process)));
    all.back()->pipe = std::move(pipe);
    all.back()->demuxer = &demuxer;
    all.back()->begin();
  }
  demuxer.run();
  for (int i = 0; i < children; ++i) {
    const Child& child = *all[static_cast<std::size_t>(i)];
    EXPECT_EQ(child.output, "[" + std::to_string(i) + "]\n");
    EXPECT_TRUE(child.outputEnded);
    EXPECT_TRUE(child.ended) << "wait returns at once after the completion";
  }
}

TEST(Demuxer, AnExitThatHasBeenWaitedForCompletesAtOnce) {
  Action action;
  Process process = Process::start(childCommand("exit", {"0"}));
  process.wait();
  ExitWait exit;
  Demuxer demuxer;
  process.awaitExit(exit, demuxer, action.completion());
  demuxer.run();
  EXPECT_EQ(action.calls, 1);
}

TEST(Demuxer, TheEndOfAChildIsToldToAllWhoWait) {
  for (const std::string& backEnd : Demuxer::backEnds()) {
    for (const std::size_t cancelled : {0U, 1U, 2U}) {
      Process process = Process::start(childCommand("hang"));
      Action actions[3];
      ExitWait waits[3];
      Demuxer demuxer(backEnd);
      for (std::size_t i = 0; i < 3; ++i) {
        process.awaitExit(waits[i], demuxer, actions[i].completion());
      }
      waits[cancelled].cancel();
      demuxer.runUntil(in(1ms));
      process.kill();
      demuxer.runUntil(in(10s));
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(actions[i].calls, 1)
            << backEnd << ", " << i << " of them, cancelled " << cancelled;
        ASSERT_FALSE(waits[i].isPending());
        EXPECT_EQ(waits[i].outcome(), i == cancelled ? Outcome::Cancelled : Outcome::Done);
      }
    }
  }
}

TEST(Demuxer, CancellingAReceiveAndAnExitCompletesBoth) {
  Action received;
  Action exited;
  Pipe pipe;
  char buffer[16];
  Streams streams;
  streams.output(Stream::pipe(pipe));
  Process process = Process::start(childCommand("hang"), streams);
  Receive receive;
  ExitWait exit;
  Demuxer demuxer;
  pipe.receive(receive, demuxer, buffer, received.completion());
  process.awaitExit(exit, demuxer, exited.completion());
  demuxer.runUntil(in(20ms));
  EXPECT_EQ(received.calls + exited.calls, 0);
  receive.cancel();
  exit.cancel();
  demuxer.run();
  EXPECT_EQ(received.calls, 1);
  EXPECT_EQ(exited.calls, 1);
  EXPECT_EQ(receive.outcome(), Outcome::Cancelled);
  EXPECT_EQ(exit.outcome(), Outcome::Cancelled);
  // Both may be started again, and then see what happens.
  pipe.receive(receive, demuxer, buffer, received.completion());
  process.awaitExit(exit, demuxer, exited.completion());
  process.kill();
  demuxer.run();
  EXPECT_EQ(receive.outcome(), Outcome::EndOfStream);
  EXPECT_EQ(exit.outcome(), Outcome::Done);
}

TEST(Pipe, RefusesWhatCannotBeReceived) {
  Action action;
  Pipe pipe;
  char buffer[16];
  Receive receive;
  Demuxer demuxer;
  EXPECT_THROW(pipe.receive(receive, demuxer, buffer, action.completion()), std::string);
  Streams streams;
  streams.output(Stream::pipe(pipe));
  Process process = Process::start(childCommand("exit", {"0"}), streams);
  EXPECT_THROW(pipe.receive(receive, demuxer, {}, action.completion()), std::string);
  EXPECT_FALSE(receive.isPending());
  demuxer.run();
  EXPECT_EQ(action.calls, 0);
}

TEST(Pipe, WhatWasWrittenBeforeTheEndArrivesBeforeIt) {
  Action action;
  Pipe pipe;
  char buffer[64];
  std::string output;
  Streams streams;
  streams.output(Stream::pipe(pipe));
  Process process = Process::start(childCommand("arguments", {"last words"}), streams);
  process.wait();
  Receive receive;
  Demuxer demuxer;
  action.act = [&] {
    if (receive.outcome() != Outcome::Done) return;
    output.append(buffer, receive.count());
    pipe.receive(receive, demuxer, buffer, action.completion());
  };
  pipe.receive(receive, demuxer, buffer, action.completion());
  demuxer.run();
  EXPECT_EQ(output, "[last words]\n");
  EXPECT_EQ(receive.outcome(), Outcome::EndOfStream);
  pipe.close();
  EXPECT_FALSE(pipe.isOpen());
}

}  // namespace
}  // namespace sys
