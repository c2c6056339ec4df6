// unittests/StreamLoadTest.cpp -- Streams when there are very many, and when the system is short of
// descriptors.
#include <gtest/gtest.h>

#include <ctime>
#include <deque>
#include <optional>

#include "Children.hpp"
#include "FaultLoop.hpp"
#include "FaultSupport.hpp"
#include "StreamFixture.hpp"
#include "TestHandles.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

// A server's side of one connection: sends back what comes, until the end.
struct Echo {
  Socket socket;
  Receive receive;
  Send send;
  char buffer[64];
  int* open = nullptr;

  void start() { socket.receive(receive, buffer, Completion::to<&Echo::received>(*this)); }
  void received() {
    if (receive.outcome() == Outcome::Done) {
      socket.send(send, {buffer, receive.count()}, Completion::to<&Echo::start>(*this));
    } else {
      socket.close();
      --*open;
    }
  }
};

// The peers are another process's, so that each has descriptors enough.
TEST_P(StreamTest, ThousandsOfConnectionsAreServed) {
  const bool large = kFaultWays == 0 && (GetParam() == "epoll" || GetParam() == "io_uring");
  const std::size_t wanted = large ? 10'000 : 2'000;
  const std::size_t possible = raiseHandleLimit(wanted + 100);
  if (possible < wanted + 100) GTEST_SKIP() << "only " << possible << " descriptors are allowed";
  Listener listener(Address::loopback());
  Pipe pipe;
  Streams streams;
  streams.input(Stream::null()).output(Stream::pipe(pipe)).errorToOutput();
  Process clients = Process::start(
      childCommand("connect-many", {std::to_string(wanted), listener.address().text()}), streams);
  std::deque<Echo> served;
  int open = 0;
  Accept accept;
  Ended accepted;
  accepted.then = [&] {
    Echo& echo = served.emplace_back();
    echo.socket = accept.take();
    echo.open = &open;
    ++open;
    echo.start();
    if (served.size() < wanted) listener.accept(accept, demuxer, accepted.completion());
  };
  listener.accept(accept, demuxer, accepted.completion());
  ExitWait exit;
  Ended exited;
  exited.then = [&] { accept.cancel(); };
  clients.awaitExit(exit, demuxer, exited.completion());
  runWithin(kPatience * 2);
  EXPECT_EQ(served.size(), wanted);
  EXPECT_EQ(open, 0) << "each has seen its end";
  const auto status = clients.wait(std::chrono::steady_clock::now() + kPatience);
  char said[200];
  Receive receive;
  Ended ended;
  pipe.receive(receive, demuxer, said, ended.completion());
  runWithin();
  EXPECT_TRUE(status && status->succeeded()) << std::string(said, receive.count());
}

// Neither a loop that burns the processor nor a listener that is lost.
TEST_P(StreamTest, AcceptAtTheDescriptorLimitWaitsForABetterTime) {
  // What a sanitizer takes a handle for when it first sees a class is seen before.
  Demuxer& loop = demuxer;
  {
    Demuxer before(GetParam());
    connected(before, Address::loopback());
  }
  Listener listener(Address::loopback());
  std::vector<Socket> clients(3);
  for (Socket& client : clients) {
    ASSERT_EQ(client.connect(listener.address(), kForever), Outcome::Done);
  }
  Accept accept;
  Ended accepted;
  std::vector<Socket> servers;
  servers.reserve(clients.size());
  accepted.then = [&] {
    servers.push_back(accept.take());
    if (servers.size() < clients.size()) listener.accept(accept, loop, accepted.completion());
  };
  std::optional<NoHandlesLeft> none(std::in_place);
  if (!none->areNone()) GTEST_SKIP() << "the system has no limit of handles";
  listener.accept(accept, loop, accepted.completion());
  const std::clock_t before = std::clock();
  loop.runUntil(std::chrono::steady_clock::now() + 300ms);
  const double burnt = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  EXPECT_EQ(accepted.calls, 0);
  EXPECT_LT(burnt, 0.2) << "seconds of processor time in 0.3";
  none.reset();
  runWithin();
  EXPECT_EQ(servers.size(), clients.size());
}

// Once all buffers exist, nothing is allocated any more: an operation's memory is its caller's.
TEST_P(StreamTest, TransfersAllocateNothing) {
  Pair pair = connected();
  Send send;
  Receive receive;
  char buffer[128];
  Ended ended;
  const std::string message(128, 'm');
  const auto exchange = [&] {
    pair.server.receiveExactly(receive, buffer, ended.completion());
    pair.client.send(send, bytesOf(message), ended.completion());
    demuxer.run();
  };
  exchange();
  const FaultReport report = FaultLoop::memory("a transfer by " + GetParam(), [&](FaultRun& run) {
    run.call([&] {
      for (int i = 0; i < 10; ++i) exchange();
    });
  });
  EXPECT_EQ(report.places, 0U);
  EXPECT_EQ(receive.count(), message.size());
}

}  // namespace
}  // namespace sys
