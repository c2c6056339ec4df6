// unittests/DemuxerFaultTest.cpp -- Each start is completed once or throws, whatever fails.
#include "sys/Demuxer.hpp"

#include "Children.hpp"
#include "Counter.hpp"
#include "FaultLoop.hpp"
#include "StreamFixture.hpp"
#include "sys/Process.hpp"
#include "sys/Timer.hpp"

namespace sys {
namespace {

class DemuxerFaults : public FaultTest, public testing::WithParamInterface<std::string> {};

INSTANTIATE_TEST_SUITE_P(Each, DemuxerFaults, testing::ValuesIn(Demuxer::backEnds()),
                         [](const auto& test) { return test.param; });

// Runs `demuxer` to its end, and once more in peace where something was lost on the way.
void runToTheEnd(FaultRun& run, Demuxer& demuxer) {
  if (!run.call([&] { demuxer.run(); })) demuxer.run();
}

TEST_P(DemuxerFaults, ItIsMadeAndDestroyed) {
  const auto scenario = [](FaultRun& run) {
    std::optional<Demuxer> demuxer;
    run.call([&] { demuxer.emplace(GetParam()); });
    run.call([&] { demuxer.reset(); });
  };
  fail("Demuxer by " + GetParam(), scenario);
}

TEST_P(DemuxerFaults, TimersAndPostsCompleteOnce) {
  const auto scenario = [](FaultRun& run) {
    Counter timed;
    Counter cancelled;
    Counter posted;
    Timer timer;
    Timer never;
    Post post;
    Demuxer demuxer(GetParam());
    const bool started = run.call(
        [&] { timer.start(demuxer, std::chrono::steady_clock::now(), timed.completion()); });
    const bool waits = run.call([&] { never.start(demuxer, kForever, cancelled.completion()); });
    run.call([&] { never.cancel(); });
    const bool sent = run.call([&] { post.start(demuxer, posted.completion()); });
    runToTheEnd(run, demuxer);
    EXPECT_EQ(timed.calls, started ? 1 : 0);
    EXPECT_EQ(cancelled.calls, waits ? 1 : 0);
    EXPECT_EQ(posted.calls, sent ? 1 : 0);
    run.call([&] { demuxer.stop(); });
    run.call([&] { demuxer.runUntil(kForever); });
  };
  fail("Timer, Post, Demuxer::run, stop by " + GetParam(), scenario);
}

TEST_P(DemuxerFaults, TheEndOfAChildCompletesOnce) {
  const Command command = childCommand("exit", {"0"});
  const auto scenario = [&](FaultRun& run) {
    Counter counter;
    Process process = Process::start(command);
    ExitWait exit;
    Demuxer demuxer(GetParam());
    const bool started = run.call([&] { process.awaitExit(exit, demuxer, counter.completion()); });
    EXPECT_EQ(exit.isPending(), started);
    runToTheEnd(run, demuxer);
    EXPECT_EQ(counter.calls, started ? 1 : 0);
    const auto status = run.call([&] { return process.wait(std::chrono::steady_clock::now()); });
    if (started && endedAs(exit, Outcome::Done) && status) {
      EXPECT_TRUE(*status) << "it has ended";
    }
  };
  fail("Process::awaitExit by " + GetParam(), scenario, kStartsPrograms);
}

TEST_P(DemuxerFaults, WhatIsLeftIsCancelledByDestruction) {
  const Command command = childCommand("hang");
  const auto scenario = [&](FaultRun& run) {
    Counter exited;
    Counter received;
    Pipe pipe;
    Streams streams;
    streams.output(Stream::pipe(pipe));
    Process process = Process::start(command, streams);
    char buffer[16];
    ExitWait exit;
    Receive receive;
    std::optional<Demuxer> demuxer(std::in_place, GetParam());
    const bool waits = run.call([&] { process.awaitExit(exit, *demuxer, exited.completion()); });
    const bool receives =
        run.call([&] { pipe.receive(receive, *demuxer, buffer, received.completion()); });
    EXPECT_TRUE(run.call([&] { demuxer.reset(); }));
    EXPECT_EQ(exited.calls, waits ? 1 : 0);
    EXPECT_EQ(received.calls, receives ? 1 : 0);
  };
  fail("Demuxer's destruction by " + GetParam(), scenario, kStartsPrograms);
}

// Receives to the end, or to the first error.
struct Reader {
  Pipe& pipe;
  Demuxer& demuxer;
  Receive receive = {};
  char buffer[8] = {};
  std::string output = std::string(256, '\0');  // Its own allocations are not what fails.
  std::size_t size = 0;
  bool ended = false;

  void more() { pipe.receive(receive, demuxer, buffer, Completion::to<&Reader::arrived>(*this)); }
  void arrived() {
    ended = receive.outcome() == Outcome::EndOfStream;
    if (ended) return;
    output.replace(size, receive.count(), buffer, receive.count());
    size += receive.count();
    more();
  }
};

TEST_P(DemuxerFaults, AllThatWasWrittenArrivesBeforeTheEnd) {
  const Command command = childCommand("arguments", {"one", "two", "three"});
  const auto scenario = [&](FaultRun& run) {
    Pipe pipe;
    Streams streams;
    streams.output(Stream::pipe(pipe));
    Process process = Process::start(command, streams);
    Demuxer demuxer(GetParam());
    Reader reader{pipe, demuxer};
    if (!run.call([&] { reader.more(); })) return;
    run.call([&] { demuxer.run(); });
    if (reader.ended) {
      EXPECT_EQ(reader.output.substr(0, reader.size), "[one]\n[two]\n[three]\n");
    }
    reader.receive.cancel();
    runToTheEnd(run, demuxer);
    run.call([&] { pipe.close(); });
  };
  fail("Pipe::receive, close by " + GetParam(), scenario, kStartsPrograms);
}

TEST_F(DemuxerFaults, AllThatWasSentIsTheInputOrTheSendSaysWhy) {
  const Command command = childCommand("input");
  const std::string text(100'000, 'x');
  const auto scenario = [&](FaultRun& run) {
    Counter sent;
    Pipe pipe;
    Streams streams;
    streams.input(Stream::pipe(pipe)).output(Stream::null());
    Process process = Process::start(command, streams);
    Send send;
    Demuxer demuxer;
    const bool started = run.call([&] { pipe.send(send, demuxer, text, sent.completion()); });
    if (!run.call([&] { demuxer.run(); })) send.cancel();
    runToTheEnd(run, demuxer);
    EXPECT_EQ(sent.calls, started ? 1 : 0);
    if (started && run.call([&] { send.outcome(); }) && send.outcome() == Outcome::Done) {
      EXPECT_EQ(send.count(), text.size());
    }
    run.call([&] { pipe.close(); });
  };
  fail("Pipe::send", scenario, kStartsPrograms);
}

}  // namespace
}  // namespace sys
