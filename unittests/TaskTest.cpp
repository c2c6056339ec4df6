// unittests/TaskTest.cpp -- Coroutines keep the promises of the operations that they wait for.
#include "sys/Task.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <new>
#include <stdexcept>
#include <vector>

#include "Children.hpp"
#include "Residue.hpp"
#include "StreamFixture.hpp"
#include "TemporaryTree.hpp"
#include "Thrown.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

class TaskTest : public StreamTest {
protected:
  static Deadline in(std::chrono::milliseconds time) {
    return std::chrono::steady_clock::now() + time;
  }
};

INSTANTIATE_TEST_SUITE_P(Each, TaskTest, testing::ValuesIn(Demuxer::backEnds()),
                         [](const auto& test) { return test.param; });

Task<int> number(int value) { co_return value; }

Task<int> numberLater(Demuxer& demuxer, std::chrono::milliseconds pause, int value) {
  co_await sleepUntil(demuxer, std::chrono::steady_clock::now() + pause);
  co_return value;
}

Task<int> failing(std::string text) {
  if (!text.empty()) throw std::string(text);
  co_return 0;
}

Task<void> failingLater(Demuxer& demuxer) {
  co_await sleepUntil(demuxer, std::chrono::steady_clock::now());
  throw std::string("too late");
}

// What a wait without an end has come to, in order.
Task<void> waitForEver(Demuxer& demuxer, std::vector<Outcome>& outcomes) {
  for (int i = 0; i < 2; ++i) {
    const Outcome outcome = co_await sleepUntil(demuxer, kForever);
    outcomes.push_back(outcome);
  }
}

Task<void> echo(Socket socket) {
  char buffer[4096];
  for (;;) {
    const Moved received = co_await receive(socket, buffer);
    if (received.outcome != Outcome::Done) co_return;
    const Moved sent = co_await send(socket, std::span(buffer, received.count));
    if (sent.outcome != Outcome::Done) co_return;
  }
}

Task<void> serve(Demuxer& demuxer, Listener& listener, TaskScope& connections) {
  for (;;) {
    Connected accepted = co_await accept(listener, demuxer);
    if (accepted.outcome != Outcome::Done) co_return;
    connections.start(echo(std::move(accepted.socket)));
  }
}

Task<std::string> ask(Demuxer& demuxer, Address server, std::string question) {
  Socket socket;
  const Outcome connected = co_await connect(socket, demuxer, server);
  if (connected != Outcome::Done) co_return "not connected";
  co_await send(socket, std::span(question.data(), question.size()));
  std::string answer(question.size(), '\0');
  const Moved received = co_await receiveExactly(socket, answer);
  co_return received.outcome == Outcome::Done ? answer : "cut short";
}

TEST_P(TaskTest, ATaskBeginsWhenItIsAwaited) {
  bool began = false;
  const auto begin = [](bool& flag) -> Task<int> {
    flag = true;
    co_return 7;
  };
  { Task<int> never = begin(began); }
  EXPECT_FALSE(began);
  EXPECT_EQ(run(demuxer, begin(began)), 7);
  EXPECT_TRUE(began);
}

TEST_P(TaskTest, ValuesAndErrorsComeOutWhereItIsAwaited) {
  const auto sum = [](Demuxer& loop) -> Task<int> {
    const int first = co_await number(1);
    const int second = co_await numberLater(loop, 1ms, 2);
    try {
      co_await failing("caught");
    } catch (const std::string& text) {
      co_return first + second + static_cast<int>(text.size());
    }
    co_return 0;
  };
  EXPECT_EQ(run(demuxer, sum(demuxer)), 9);
  EXPECT_EQ(thrownBy([&] { run(demuxer, failing("broken")); }), "broken");
  EXPECT_EQ(thrownBy([&] { run(demuxer, failingLater(demuxer)); }), "too late");
}

TEST_P(TaskTest, AUsersOwnExceptionPasses) {
  const auto own = []() -> Task<void> {
    throw std::runtime_error("own");
    co_return;
  };
  EXPECT_THROW(run(demuxer, own()), std::runtime_error);
}

TEST_P(TaskTest, AnErrorOfAnOperationIsThrown) {
  const auto act = [](std::span<char> into) -> Task<void> {
    Socket closed;
    co_await receive(closed, into);
  };
  char buffer[8];
  EXPECT_EQ(thrownBy([&] { run(demuxer, act(buffer)); }),
            "cannot receive because the socket is not open.");
}

TEST_P(TaskTest, AServerAnswersManyAtOnce) {
  constexpr int kClients = 50;
  Listener listener(Address::loopback());
  std::vector<std::string> answers(kClients);
  const auto all = [&](Demuxer& loop) -> Task<void> {
    TaskScope connections(loop);
    connections.start(serve(loop, listener, connections));
    TaskScope clients(loop);
    for (int i = 0; i < kClients; ++i) {
      const auto client = [](Demuxer& at, Address server, int which,
                             std::string& answer) -> Task<void> {
        std::string question = "question " + std::to_string(which);
        answer = co_await ask(at, server, std::move(question));
      };
      clients.start(client(loop, listener.address(), i, answers[static_cast<std::size_t>(i)]));
    }
    co_await clients.join();
    connections.cancel();
    co_await connections.join();
  };
  run(demuxer, all(demuxer));
  for (int i = 0; i < kClients; ++i) {
    EXPECT_EQ(answers[static_cast<std::size_t>(i)], "question " + std::to_string(i));
  }
}

TEST_P(TaskTest, TheEndOfAScopeIsTheEndOfItsTasks) {
  std::vector<Outcome> outcomes;
  {
    TaskScope scope(demuxer);
    scope.start(waitForEver(demuxer, outcomes));
    scope.start(waitForEver(demuxer, outcomes));
    EXPECT_FALSE(scope.isEmpty());
    EXPECT_TRUE(outcomes.empty());
  }
  // What comes after the first is not started any more.
  EXPECT_EQ(outcomes, std::vector<Outcome>(4, Outcome::Cancelled));
  EXPECT_FALSE(demuxer.runUntil(Deadline::min()));
}

TEST_P(TaskTest, ACancelledScopeCancelsWhatIsStartedInIt) {
  std::vector<Outcome> outcomes;
  TaskScope scope(demuxer);
  scope.cancel();
  scope.start(waitForEver(demuxer, outcomes));
  EXPECT_TRUE(scope.isEmpty());
  EXPECT_EQ(outcomes.size(), 2U);
}

TEST_P(TaskTest, JoinThrowsTheFirstError) {
  const auto all = [](Demuxer& loop) -> Task<int> {
    TaskScope scope(loop);
    co_await scope.join();  // Of none.
    scope.start(failingLater(loop));
    scope.start(failingLater(loop));
    int caught = 0;
    try {
      co_await scope.join();
    } catch (const std::string& text) {
      caught += text == "too late" ? 1 : 0;
    }
    co_await scope.join();  // Thrown once.
    co_return caught;
  };
  EXPECT_EQ(run(demuxer, all(demuxer)), 1);
}

// Cancellation goes down to the operation through all that awaits it.
TEST_P(TaskTest, CancellationReachesTheInnermostWait) {
  std::vector<Outcome> outcomes;
  const auto inner = [&](Demuxer& loop) -> Task<int> {
    co_await waitForEver(loop, outcomes);
    co_return 1;
  };
  const auto outer = [&](Demuxer& loop) -> Task<void> {
    const auto both = co_await whenAll(inner(loop), inner(loop));
    EXPECT_EQ(std::get<0>(both) + std::get<1>(both), 2);
    TaskScope scope(loop);
    scope.start(waitForEver(loop, outcomes));
    co_await scope.join();
    const auto inTime = co_await withDeadline(loop, kForever, inner(loop));
    EXPECT_EQ(inTime, 1) << "what it returns is not lost";
  };
  {
    TaskScope scope(demuxer);
    scope.start(outer(demuxer));
    runUntilIdle();
    EXPECT_TRUE(outcomes.empty());
  }
  EXPECT_EQ(outcomes, std::vector<Outcome>(8, Outcome::Cancelled));
}

TEST_P(TaskTest, WhenAllReturnsWhatAllReturn) {
  const auto all = [](Demuxer& loop) -> Task<int> {
    auto [a, b, none] = co_await whenAll(
        number(1), numberLater(loop, 2ms, 20),
        [](Demuxer& at) -> Task<void> { co_await sleepUntil(at, Deadline::min()); }(loop));
    static_assert(std::is_same_v<decltype(none), std::monostate>);
    co_return a + b;
  };
  EXPECT_EQ(run(demuxer, all(demuxer)), 21);
}

TEST_P(TaskTest, WhenOneThrowsTheOthersAreCancelled) {
  std::vector<Outcome> outcomes;
  const auto all = [&](Demuxer& loop) -> Task<void> {
    std::vector<Task<void>> tasks;
    tasks.push_back(waitForEver(loop, outcomes));
    tasks.push_back(failingLater(loop));
    tasks.push_back(waitForEver(loop, outcomes));
    co_await whenAll(tasks);
  };
  EXPECT_EQ(thrownBy([&] { run(demuxer, all(demuxer)); }), "too late");
  EXPECT_EQ(outcomes, std::vector<Outcome>(4, Outcome::Cancelled));
}

TEST_P(TaskTest, WhenAllOfNoneIsDoneAtOnce) {
  const auto none = []() -> Task<int> {
    std::vector<Task<void>> tasks;
    co_await whenAll(tasks);
    co_return 3;
  };
  EXPECT_EQ(run(demuxer, none()), 3);
}

TEST_P(TaskTest, ADeadlineCancels) {
  std::vector<Outcome> outcomes;
  const auto act = [&](Demuxer& loop) -> Task<void> {
    const bool ended = co_await withDeadline(loop, in(5ms), waitForEver(loop, outcomes));
    EXPECT_FALSE(ended);
    const auto late = co_await withDeadline(loop, in(1ms), numberLater(loop, 1h, 1));
    EXPECT_FALSE(late);
    const auto early = co_await withDeadline(loop, in(1h), numberLater(loop, 1ms, 5));
    EXPECT_EQ(early, 5);
    const auto atOnce = co_await withDeadline(loop, in(1h), number(6));
    EXPECT_EQ(atOnce, 6);
    const auto forEver = co_await withDeadline(loop, kForever, numberLater(loop, 1ms, 7));
    EXPECT_EQ(forEver, 7);
  };
  run(demuxer, act(demuxer));
  EXPECT_EQ(outcomes, std::vector<Outcome>(2, Outcome::Cancelled));
}

TEST_P(TaskTest, RunCancelsWhenTheDemuxerIsStopped) {
  std::vector<Outcome> outcomes;
  Timer timer;
  Ended ended;
  ended.then = [&] { demuxer.stop(); };
  timer.start(demuxer, in(1ms), ended.completion());
  run(demuxer, waitForEver(demuxer, outcomes));
  EXPECT_EQ(outcomes, std::vector<Outcome>(2, Outcome::Cancelled));
}

TEST_P(TaskTest, WhatAnotherCompletionThrowsLeavesRunWhenTheTaskHasEnded) {
  std::vector<Outcome> outcomes;
  Timer timer;
  Ended ended;
  ended.then = [] { throw std::string("elsewhere"); };
  timer.start(demuxer, in(1ms), ended.completion());
  EXPECT_EQ(thrownBy([&] { run(demuxer, waitForEver(demuxer, outcomes)); }), "elsewhere");
  EXPECT_EQ(outcomes, std::vector<Outcome>(2, Outcome::Cancelled));
}

TEST_P(TaskTest, WhatWaitsForAnotherDemuxerIsLeftToThatOne) {
  std::vector<Outcome> outcomes;
  {
    Demuxer other(GetParam());
    EXPECT_EQ(thrownBy([&] { run(demuxer, waitForEver(other, outcomes)); }),
              "cannot run a task to its end because it waits for nothing that the Demuxer "
              "delivers.");
    TaskScope scope(demuxer);
    scope.start(waitForEver(other, outcomes));
    EXPECT_TRUE(outcomes.empty());
  }
  EXPECT_EQ(outcomes, std::vector<Outcome>(4, Outcome::Cancelled));
}

TEST_P(TaskTest, EachOperationCanBeAwaited) {
  TemporaryTree tree;
  const std::string content = numbered(100'000);
  const Path file = tree.file("content", content);
  Listener listener(Address::loopback());
  const auto all = [&](Demuxer& loop) -> Task<void> {
    const std::uint16_t port = listener.address().port();
    Connected client = co_await connect(loop, "localhost", port, kForever);
    EXPECT_EQ(client.outcome, Outcome::Done);
    Connected server = co_await accept(listener, loop);
    EXPECT_EQ(server.outcome, Outcome::Done);
    auto receiving = [&](Socket& from) -> Task<std::size_t> {
      std::string heard(content.size(), '\0');
      const Moved moved = co_await receiveExactly(from, heard);
      EXPECT_TRUE(heard == content);
      co_return moved.count;
    };
    auto sending = [&](Socket& to) -> Task<std::uint64_t> {
      const FileSent sent = co_await sendFile(to, file);
      EXPECT_EQ(sent.outcome, Outcome::Done);
      co_return sent.count;
    };
    const auto counts = co_await whenAll(receiving(client.socket), sending(server.socket));
    EXPECT_EQ(std::get<0>(counts), content.size());
    EXPECT_EQ(std::get<1>(counts), content.size());

    co_await send(client.socket, bytesOf("lent"));
    ReceiveLent lent;
    const Outcome received = co_await receiveLent(server.socket, lent);
    EXPECT_EQ(received, Outcome::Done);
    EXPECT_EQ(std::string(lent.bytes().data(), lent.bytes().size()), "lent");
    client.socket.close();
    const Outcome end = co_await receiveLent(server.socket, lent);
    EXPECT_EQ(end, Outcome::EndOfStream);

    Resolve names;
    const Outcome found = co_await resolve(names, loop, "localhost", 80);
    EXPECT_EQ(found, Outcome::Done);
    EXPECT_EQ(names.addresses().size(), 2U);
    ConnectByName byName;
    const Outcome unknown = co_await connect(byName, loop, "nowhere.invalid", port, kForever);
    EXPECT_EQ(unknown, Outcome::NotFound);

    Pipe pipe;
    Streams streams;
    streams.output(Stream::pipe(pipe));
    Process child = Process::start(childCommand("arguments", {"one"}), streams);
    std::string said;
    char buffer[64];
    for (;;) {
      const Moved moved = co_await receive(pipe, loop, buffer);
      if (moved.outcome != Outcome::Done) break;
      said.append(buffer, moved.count);
    }
    EXPECT_EQ(said, "[one]\n");
    const Outcome exited = co_await awaitExit(child, loop);
    EXPECT_EQ(exited, Outcome::Done);
    EXPECT_TRUE(child.wait().succeeded());
  };
  run(demuxer, all(demuxer));
}

TEST_P(TaskTest, WhateverIsStartedWithABlockCanBeAwaited) {
  const auto act = [](Demuxer& loop) -> Task<int> {
    const int answer = co_await await<Post>(
        [&loop](Post& block, Completion then) { block.start(loop, then); },
        [](Post&, Outcome outcome) { return outcome == Outcome::Done ? 7 : 0; });
    Timer timer;
    const Outcome outcome = co_await awaitWith(timer, [&loop](Timer& block, Completion then) {
      block.start(loop, Deadline::min(), then);
    });
    co_return outcome == Outcome::Done ? answer : 0;
  };
  EXPECT_EQ(run(demuxer, act(demuxer)), 7);
}

TEST_P(TaskTest, AnInterruptThatNobodySendsIsCancelled) {
  const auto wait = [](Demuxer& loop) -> Task<Outcome> {
    const InterruptEnd interrupted = co_await awaitInterrupt(loop);
    co_return interrupted.outcome;
  };
  const auto all = [&](Demuxer& loop) -> Task<bool> {
    const auto outcome = co_await withDeadline(loop, in(1ms), wait(loop));
    co_return outcome.has_value();
  };
  EXPECT_FALSE(run(demuxer, all(demuxer)));
}

TEST_P(TaskTest, ADemuxerThatGoesEndsWhatWaits) {
  std::vector<Outcome> outcomes;
  auto own = std::make_unique<Demuxer>(GetParam());
  auto scope = std::make_unique<TaskScope>(*own);
  scope->start(waitForEver(*own, outcomes));
  own.reset();
  EXPECT_TRUE(scope->isEmpty());
  EXPECT_EQ(outcomes, std::vector<Outcome>(2, Outcome::Cancelled));
}

// A round trip in two Tasks takes no memory once they run.
TEST_P(TaskTest, WaitingAllocatesNothing) {
  Pair pair = connected();
  std::int64_t allocated = -1;
  const auto client = [&](Socket& socket) -> Task<void> {
    char buffer[64] = {};
    for (int i = 0; i < 200; ++i) {
      if (i == 100) allocated = residue::allocations();
      co_await send(socket, buffer);
      co_await receiveExactly(socket, buffer);
    }
    allocated = residue::allocations() - allocated;
  };
  TaskScope scope(demuxer);
  scope.start(echo(std::move(pair.server)));
  run(demuxer, client(pair.client));
  EXPECT_EQ(allocated, 0);
}

TEST_P(TaskTest, AFrameIsAllThatATaskTakes) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(2);
  TaskScope scope(demuxer);
  const std::int64_t before = residue::allocations();
  scope.start(waitForEver(demuxer, outcomes));
  EXPECT_EQ(residue::allocations() - before, 1);
}

}  // namespace
}  // namespace sys
