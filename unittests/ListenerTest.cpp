// unittests/ListenerTest.cpp -- Listeners: addresses, options, what is left, and the blocking form.
#include "sys/Listener.hpp"

#include <gtest/gtest.h>

#include "Restrict.hpp"
#include "StreamFixture.hpp"
#include "TemporaryTree.hpp"
#include "Thrown.hpp"
#include "sys/FileStatus.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

TEST(Socket, TheBlockingFormNeedsNoDemuxer) {
  Listener listener(Address::loopback());
  const Deadline soon = std::chrono::steady_clock::now() + 30s;
  EXPECT_FALSE(listener.accept(std::chrono::steady_clock::now()).has_value());
  Socket client;
  ASSERT_EQ(client.connect(listener.address(), soon), Outcome::Done);
  std::optional<Socket> server = listener.accept(soon);
  ASSERT_TRUE(server.has_value());
  char buffer[16];
  EXPECT_FALSE(server->receive(buffer, std::chrono::steady_clock::now()).has_value());
  EXPECT_TRUE(client.send(bytesOf("plain"), soon));
  EXPECT_EQ(server->receive(buffer, soon), 5U);
  EXPECT_EQ(std::string(buffer, 5), "plain");
  const std::string much = numbered(64U << 20);
  EXPECT_FALSE(client.send(bytesOf(much), std::chrono::steady_clock::now() + 20ms));
  client.close();
  std::string rest(65536, '\0');
  std::optional<std::size_t> count;
  do {
    count = server->receive(rest, soon);
  } while (count && *count > 0);
  EXPECT_EQ(count, 0U);
  const Address gone = listener.address();
  listener.close();
  EXPECT_EQ(client.connect(gone, soon), Outcome::Refused);
}

TEST(Listener, AnAddressInUseIsAnErrorThatNamesIt) {
  Listener listener(Address::loopback());
  const std::string thrown = thrownBy([&] { Listener second(listener.address()); });
  EXPECT_EQ(thrown.find(listener.address().text() + ": cannot listen because"), 0U) << thrown;
  EXPECT_NE(thrownBy([] { Listener none{Address()}; }).find("there is no address"),
            std::string::npos);
}

TEST(Listener, AnAddressIsFreeAgainAtOnce) {
  const Deadline soon = std::chrono::steady_clock::now() + 30s;
  Address address = Address::loopback();
  for (int i = 0; i < 3; ++i) {
    Listener listener(address);
    address = listener.address();
    Socket client;
    ASSERT_EQ(client.connect(address, soon), Outcome::Done);
    ASSERT_TRUE(listener.accept(soon)) << "its end, closed first, remembers the connection";
  }
}

TEST(Listener, WhatIsNotOpenSaysSo) {
  Listener listener;
  EXPECT_FALSE(listener.isOpen());
  listener.close();
  EXPECT_EQ(thrownBy([&] { (void)listener.address(); }),
            "cannot tell the address because the listener is not open.");
  EXPECT_EQ(thrownBy([&] { (void)listener.accept(kForever); }),
            "cannot accept a connection because the listener is not open.");
}

TEST(Listener, TheBacklogIsPositive) {
  EXPECT_NE(thrownBy([] { ListenOptions().backlog(0); }), "nothing was thrown");
  Listener listener(Address::loopback(), ListenOptions().backlog(1));
  Listener moved(std::move(listener));
  EXPECT_TRUE(moved.isOpen());
  EXPECT_FALSE(listener.isOpen());
}

// Where it cannot be had, it says so.
TEST(Listener, SeveralShareAnAddressIfAsked) {
  try {
    Listener first(Address::loopback(), ListenOptions().shared());
    Listener second(first.address(), ListenOptions().shared());
    EXPECT_EQ(second.address(), first.address());
    EXPECT_NE(thrownBy([&] { Listener third(first.address()); }), "nothing was thrown");
  } catch (const std::string& reason) {
    EXPECT_NE(reason.find("cannot share the address"), std::string::npos) << reason;
  }
}

TEST_P(StreamTest, ClosingTheListenerLeavesAcceptedSocketsAlone) {
  Listener listener(Address::loopback());
  Connect connect;
  Accept accept;
  Ended ended;
  Socket client;
  listener.accept(accept, demuxer, ended.completion());
  client.connect(connect, demuxer, listener.address(), ended.completion());
  runWithin();
  Socket server = accept.take();
  listener.accept(accept, demuxer, ended.completion());
  listener.close();
  EXPECT_FALSE(listener.isOpen());
  runWithin();
  EXPECT_EQ(accept.outcome(), Outcome::Cancelled);
  EXPECT_EQ(ended.calls, 3);
  Send send;
  Receive receive;
  char buffer[16];
  client.send(send, bytesOf("still here"), ended.completion());
  server.receiveExactly(receive, std::span(buffer, 10), ended.completion());
  runWithin();
  EXPECT_EQ(std::string(buffer, receive.count()), "still here");
}

TEST_P(StreamTest, ClosingTheListenerResetsWhatNobodyHasAccepted) {
  constexpr std::size_t kMany = 20;
  const Deadline soon = std::chrono::steady_clock::now() + 30s;
  Listener listener(Address::loopback());
  const Address address = listener.address();
  Accept accept;
  Ended accepted;
  Ended received;
  std::vector<Socket> clients(kMany);
  std::vector<Receive> receives(kMany);
  char buffer[8];
  listener.accept(accept, demuxer, accepted.completion());
  for (std::size_t i = 0; i < kMany; ++i) {
    ASSERT_EQ(clients[i].connect(address, soon), Outcome::Done);
    clients[i].attach(demuxer);
    clients[i].receive(receives[i], buffer, received.completion());
  }
  runUntilIdle();
  EXPECT_EQ(accepted.calls, 1);
  listener.close();
  Socket late;
  EXPECT_EQ(late.connect(address, soon), Outcome::Refused) << "it stops to listen at once";
  runUntilIdle();
  EXPECT_EQ(received.calls, static_cast<int>(kMany - 1));
  for (std::size_t i = 1; i < kMany; ++i) EXPECT_EQ(receives[i].outcome(), Outcome::Reset);
  receives[0].cancel();
  runWithin();
  EXPECT_EQ(receives[0].outcome(), Outcome::Cancelled) << "the one that was accepted";
}

TEST_P(StreamTest, WhatIsAcceptedButNotTakenIsClosed) {
  Listener listener(Address::loopback());
  Socket client;
  Ended ended;
  Receive receive;
  char buffer[8];
  {
    Connect connect;
    Accept accept;
    listener.accept(accept, demuxer, ended.completion());
    client.connect(connect, demuxer, listener.address(), ended.completion());
    runWithin();
  }
  client.receive(receive, buffer, ended.completion());
  runWithin();
  EXPECT_NE(receive.outcome(), Outcome::Done);
}

TEST_P(StreamTest, ManyConnectAtOnce) {
  constexpr std::size_t kMany = 200;
  Listener listener(Address::loopback());
  std::vector<Socket> clients(kMany);
  std::vector<Connect> connects(kMany);
  std::vector<Socket> servers;
  Ended connected;
  Ended accepted;
  Accept accept;
  accepted.then = [&] {
    servers.push_back(accept.take());
    if (servers.size() < kMany) listener.accept(accept, demuxer, accepted.completion());
  };
  listener.accept(accept, demuxer, accepted.completion());
  for (std::size_t i = 0; i < kMany; ++i) {
    clients[i].connect(connects[i], demuxer, listener.address(), connected.completion());
  }
  runWithin();
  EXPECT_EQ(connected.calls, static_cast<int>(kMany));
  ASSERT_EQ(servers.size(), kMany);
  for (const Connect& connect : connects) {
    EXPECT_EQ(connect.outcome(), Outcome::Done);
    EXPECT_EQ(connect.to(), listener.address());
  }
}

// Local sockets, where the system has them.
class LocalStreamTest : public StreamTest {
protected:
  void SetUp() override {
    const std::string thrown = thrownBy([&] { Listener probe(Address::local(tree_ / "probe")); });
    if (thrown != "nothing was thrown") GTEST_SKIP() << thrown;
  }

  // Messages by turns, as often as a read that stops at one would tell.
  void exchange(Pair& pair) {
    Send send;
    Receive receive;
    Ended ended;
    std::string heard(6, '\0');
    for (int i = 0; i < 3; ++i) {
      pair.server.receiveExactly(receive, heard, ended.completion());
      pair.client.send(send, bytesOf("abc"), ended.completion());
      runUntilIdle();
      pair.client.send(send, bytesOf("def"), ended.completion());
      runWithin();
      EXPECT_EQ(heard, "abcdef");
      std::swap(pair.client, pair.server);
    }
    EXPECT_EQ(ended.calls, 9);
  }

  TemporaryTree tree_;
};

INSTANTIATE_TEST_SUITE_P(Each, LocalStreamTest, testing::ValuesIn(Demuxer::backEnds()),
                         [](const auto& test) { return test.param; });

TEST_P(LocalStreamTest, LocalSocketsWorkAsTcpDoes) {
  const Address address = Address::local(tree_ / "socket");
  Pair pair = connected(address);
  EXPECT_EQ(pair.client.peerAddress(), address);
  EXPECT_EQ(pair.server.localAddress(), address);
  const std::string sent = numbered(2'000'000);
  std::string heard(sent.size(), '\0');
  Ended ended;
  Send send;
  Receive receive;
  pair.server.send(send, bytesOf(sent), ended.completion());
  pair.client.receiveExactly(receive, heard, ended.completion());
  runWithin();
  EXPECT_TRUE(heard == sent);
  pair.client.setNoDelay(true);
  pair.client.setKeepAlive(30s, 5s, 3);
  pair.client.shutdownSend();
  pair.server.receive(receive, heard, ended.completion());
  runWithin();
  EXPECT_EQ(receive.outcome(), Outcome::EndOfStream);
}

TEST_P(LocalStreamTest, NobodyThereIsRefused) {
  Socket client;
  Connect connect;
  Ended ended;
  client.connect(connect, demuxer, Address::local(tree_ / "none"), ended.completion());
  runWithin();
  EXPECT_EQ(connect.outcome(), Outcome::Refused);
}

TEST_P(LocalStreamTest, TheFileGoesWithTheListener) {
  const Path file = tree_ / "socket";
  Listener listener(Address::local(file));
  EXPECT_TRUE(FileStatus::of(file).has_value());
  EXPECT_NE(thrownBy([&] { Listener second(Address::local(file)); }).find("cannot listen"),
            std::string::npos)
      << "somebody listens there";
  listener.close();
  EXPECT_FALSE(FileStatus::of(file).has_value());
}

// What was accepted into belongs to the listener of the next start, whatever was cancelled before.
TEST_P(LocalStreamTest, ACancelledAcceptServesAListenerOfAnotherKind) {
  Listener tcp(Address::loopback());
  Listener local(Address::local(tree_ / "socket"));
  Accept accept;
  Ended ended;
  for (int turn = 0; turn < 4; ++turn) {
    Listener& first = turn % 2 == 0 ? tcp : local;
    Listener& second = turn % 2 == 0 ? local : tcp;
    first.accept(accept, demuxer, ended.completion());
    if (turn % 4 < 2) demuxer.runUntil(std::chrono::steady_clock::now());  // The system has it.
    accept.cancel();
    runWithin();
    EXPECT_EQ(accept.outcome(), Outcome::Cancelled);
    EXPECT_FALSE(accept.take().isOpen());

    Pair pair;
    Connect connect;
    second.accept(accept, demuxer, ended.completion());
    pair.client.connect(connect, demuxer, second.address(), ended.completion());
    runWithin();
    ASSERT_EQ(accept.outcome(), Outcome::Done);
    pair.server = accept.take();
    EXPECT_EQ(pair.server.localAddress(), second.address());
    exchange(pair);
  }
}

// A short local backlog makes the others try again later.
TEST_P(LocalStreamTest, AFullBacklogOnlyDelays) {
  const Address address = Address::local(tree_ / "socket");
  Listener listener(address, ListenOptions().backlog(1));
  constexpr std::size_t kMany = 8;
  std::vector<Socket> clients(kMany);
  std::vector<Connect> connects(kMany);
  Ended connected;
  for (std::size_t i = 0; i < kMany; ++i) {
    clients[i].connect(connects[i], demuxer, address, connected.completion());
  }
  runUntilIdle();
  Accept accept;
  Ended accepted;
  std::vector<Socket> servers;
  accepted.then = [&] {
    servers.push_back(accept.take());
    if (servers.size() < kMany) listener.accept(accept, demuxer, accepted.completion());
  };
  listener.accept(accept, demuxer, accepted.completion());
  runWithin();
  EXPECT_EQ(connected.calls, static_cast<int>(kMany));
  for (const Connect& connect : connects) EXPECT_EQ(connect.outcome(), Outcome::Done);
}

TEST(Listener, ALocalPathThatIsTooLongIsAnError) {
  TemporaryTree tree;
  const std::string name(120, 'x');
  EXPECT_NE(thrownBy([&] { Address::local(tree / name); }).find("longer than 108 bytes"),
            std::string::npos);
}

}  // namespace
}  // namespace sys
