// unittests/SocketTest.cpp -- Streams keep every promise of their headers, by each means to wait.
#include "sys/Socket.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "StreamFixture.hpp"
#include "Thrown.hpp"
#include "sys/Listener.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

INSTANTIATE_TEST_SUITE_P(Each, StreamTest, testing::ValuesIn(Demuxer::backEnds()),
                         [](const auto& test) { return test.param; });

TEST(Demuxer, IsMadeByName) {
  for (const std::string& name : Demuxer::backEnds()) EXPECT_EQ(Demuxer(name).backEnd(), name);
  EXPECT_EQ(Demuxer().backEnd(), Demuxer::backEnds().front());
  EXPECT_EQ(thrownBy([] { Demuxer demuxer("telepathy"); }).find("telepathy: cannot wait"), 0U);
}

TEST_P(StreamTest, ConnectAndAcceptCompleteOnceEach) {
  Pair pair = connected();
  EXPECT_EQ(pair.client.peerAddress(), pair.server.localAddress());
  EXPECT_EQ(pair.client.localAddress(), pair.server.peerAddress());
  EXPECT_TRUE(pair.client.localAddress().isLoopback());
}

TEST_P(StreamTest, ConnectSucceedsFromTheBacklogBeforeAnybodyAccepts) {
  Listener listener(Address::loopback());
  EXPECT_NE(listener.address().port(), 0);
  Socket client;
  Connect connect;
  Ended ended;
  client.connect(connect, demuxer, listener.address(), ended.completion());
  runWithin();
  EXPECT_EQ(connect.outcome(), Outcome::Done);
  Accept accept;
  listener.accept(accept, demuxer, ended.completion());
  runWithin();
  EXPECT_TRUE(accept.take().isOpen());
  EXPECT_FALSE(accept.take().isOpen()) << "it is taken once";
}

TEST_P(StreamTest, ConnectSaysRefusedWhenNobodyListens) {
  Address nobody;
  {
    Listener listener(Address::loopback());
    nobody = listener.address();
  }
  Socket client;
  Connect connect;
  Ended ended;
  client.connect(connect, demuxer, nobody, ended.completion());
  EXPECT_EQ(ended.calls, 0) << "never from inside the call";
  runWithin();
  EXPECT_EQ(connect.outcome(), Outcome::Refused);
  EXPECT_EQ(ended.calls, 1);
}

TEST_P(StreamTest, ReceiveBringsWhatIsThere) {
  Pair pair = connected();
  Ended sent;
  Ended received;
  Send send;
  Receive receive;
  char buffer[64];
  pair.server.receive(receive, buffer, received.completion());
  pair.client.send(send, bytesOf("hello"), sent.completion());
  EXPECT_EQ(sent.calls + received.calls, 0) << "never from inside the call";
  runWithin();
  EXPECT_EQ(send.outcome(), Outcome::Done);
  EXPECT_EQ(send.count(), 5U);
  EXPECT_EQ(receive.outcome(), Outcome::Done);
  EXPECT_EQ(std::string(buffer, receive.count()), "hello");
  EXPECT_EQ(sent.calls, 1);
  EXPECT_EQ(received.calls, 1);
}

TEST_P(StreamTest, ReceiveExactlyIsShortOnlyAtTheEndOfTheStream) {
  Pair pair = connected();
  Ended ended;
  Send send;
  Receive receive;
  char buffer[16];
  pair.server.receiveExactly(receive, buffer, ended.completion());
  pair.client.send(send, bytesOf("12345678"), ended.completion());
  runUntilIdle();
  EXPECT_TRUE(receive.isPending());
  pair.client.send(send, bytesOf("90123456"), ended.completion());
  runWithin();
  EXPECT_EQ(receive.outcome(), Outcome::Done);
  EXPECT_EQ(std::string(buffer, 16), "1234567890123456");

  // Sixteen are asked for, eight come and then the end; the other direction goes on.
  pair.server.receiveExactly(receive, buffer, ended.completion());
  pair.client.send(send, bytesOf("abcdefgh"), ended.completion());
  runUntilIdle();
  pair.client.shutdownSend();
  runWithin();
  EXPECT_EQ(receive.outcome(), Outcome::EndOfStream);
  EXPECT_EQ(std::string(buffer, receive.count()), "abcdefgh");
  pair.server.send(send, bytesOf("ABCDEFGH"), ended.completion());
  pair.client.receiveExactly(receive, std::span(buffer, 8), ended.completion());
  runWithin();
  EXPECT_EQ(receive.outcome(), Outcome::Done);
  EXPECT_EQ(std::string(buffer, 8), "ABCDEFGH");
}

TEST_P(StreamTest, WhatWasSentBeforeTheEndArrivesBeforeIt) {
  Pair pair = connected();
  Ended ended;
  Send send;
  pair.client.send(send, bytesOf("last words"), ended.completion());
  runWithin();
  pair.client.close();
  Receive receive;
  char buffer[4];
  std::string heard;
  for (;;) {
    pair.server.receive(receive, buffer, ended.completion());
    runWithin();
    if (receive.outcome() == Outcome::EndOfStream) break;
    ASSERT_EQ(receive.outcome(), Outcome::Done);
    heard.append(buffer, receive.count());
  }
  EXPECT_EQ(heard, "last words");
  EXPECT_EQ(receive.count(), 0U);
}

TEST_P(StreamTest, BothDirectionsRunAtOnce) {
  Pair pair = connected();
  const std::string up = numbered(3'000'000);
  const std::string down = numbered(2'000'000);
  std::string heardUp(up.size(), '\0');
  std::string heardDown(down.size(), '\0');
  Ended ended;
  Send sends[2];
  Receive receives[2];
  pair.client.send(sends[0], bytesOf(up), ended.completion());
  pair.server.send(sends[1], bytesOf(down), ended.completion());
  pair.client.receiveExactly(receives[0], heardDown, ended.completion());
  pair.server.receiveExactly(receives[1], heardUp, ended.completion());
  runWithin();
  EXPECT_EQ(ended.calls, 4);
  EXPECT_TRUE(heardUp == up);
  EXPECT_TRUE(heardDown == down);
}

TEST_P(StreamTest, ASlowReaderGetsEveryByte) {
  Pair pair = connected();
  constexpr std::size_t kAll = 64U << 20;
  const std::string sent = numbered(kAll);
  Ended sendEnded;
  Send send;
  pair.client.send(send, bytesOf(sent), sendEnded.completion());
  Receive receive;
  std::string buffer(50'000, '\0');
  std::size_t heard = 0;
  bool same = true;
  Ended received;
  received.then = [&] {
    ASSERT_EQ(receive.outcome(), Outcome::Done);
    same = same && std::memcmp(buffer.data(), sent.data() + heard, receive.count()) == 0;
    heard += receive.count();
    if (heard < kAll) pair.server.receive(receive, buffer, received.completion());
  };
  pair.server.receive(receive, buffer, received.completion());
  runWithin();
  EXPECT_EQ(heard, kAll);
  EXPECT_TRUE(same);
  EXPECT_EQ(sendEnded.calls, 1);
  EXPECT_EQ(send.count(), kAll);
}

TEST_P(StreamTest, ASecondOperationOfADirectionThrows) {
  Pair pair = connected();
  Ended ended;
  Receive first;
  Receive second;
  char buffer[8];
  pair.server.receive(first, buffer, ended.completion());
  EXPECT_NE(thrownBy([&] {
              pair.server.receive(second, buffer, ended.completion());
            }).find("another operation of this direction is under way"),
            std::string::npos);
  EXPECT_FALSE(second.isPending());
  EXPECT_NE(thrownBy([&] {
              pair.server.receive(first, buffer, ended.completion());
            }).find("it is still pending"),
            std::string::npos);
  first.cancel();
  runWithin();
  EXPECT_EQ(ended.calls, 1);
}

TEST_P(StreamTest, CancelCompletesOnceAndTheSocketGoesOn) {
  Pair pair = connected();
  Ended ended;
  Receive receive;
  char buffer[8];
  pair.server.receive(receive, buffer, ended.completion());
  receive.cancel();
  receive.cancel();
  EXPECT_EQ(ended.calls, 0);
  runWithin();
  EXPECT_EQ(ended.calls, 1);
  EXPECT_EQ(receive.outcome(), Outcome::Cancelled);
  Send send;
  pair.client.send(send, bytesOf("after"), ended.completion());
  pair.server.receive(receive, buffer, ended.completion());
  runWithin();
  EXPECT_EQ(ended.calls, 3);
  EXPECT_EQ(std::string(buffer, receive.count()), "after");
}

// Whichever is first: one completion, and no byte is lost.
TEST_P(StreamTest, CancelAgainstCompletionLosesNothing) {
  Pair pair = connected();
  Ended ended;
  Send send;
  Receive receive;
  char buffer[8];
  std::string heard;
  for (int i = 0; i < 200; ++i) {
    ended.calls = 0;
    pair.server.receive(receive, buffer, ended.completion());
    pair.client.send(send, bytesOf("x"), ended.completion());
    if (i % 2 == 0) demuxer.runUntil(Deadline::min());
    receive.cancel();
    runWithin();
    EXPECT_EQ(ended.calls, 2);
    heard.append(buffer, receive.count());
  }
  pair.client.shutdownSend();
  do {
    pair.server.receive(receive, buffer, ended.completion());
    runWithin();
    heard.append(buffer, receive.count());
  } while (receive.outcome() == Outcome::Done);
  EXPECT_EQ(heard, std::string(200, 'x'));
}

TEST_P(StreamTest, CloseCancelsWhatIsUnderWay) {
  Pair pair = connected();
  Ended received;
  Ended sent;
  Receive receive;
  Send send;
  char buffer[8];
  const std::string much = numbered(64U << 20);
  pair.server.receive(receive, buffer, received.completion());
  pair.server.send(send, bytesOf(much), sent.completion());
  pair.server.close();
  EXPECT_FALSE(pair.server.isOpen());
  EXPECT_EQ(received.calls + sent.calls, 0);
  runWithin();
  EXPECT_EQ(received.calls, 1);
  EXPECT_EQ(sent.calls, 1);
  EXPECT_EQ(receive.outcome(), Outcome::Cancelled);
  EXPECT_EQ(send.outcome(), Outcome::Cancelled);
}

TEST_P(StreamTest, DestructionDeliversWhatIsLeft) {
  Ended ended;
  Accept accept;
  Connect connect;
  Receive receive;
  Send send;
  char buffer[8];
  const std::string much = numbered(64U << 20);
  Listener listener(Address::loopback());
  Pair pair;
  Socket other;
  {
    Demuxer own(GetParam());
    pair = connected(own, Address::loopback());
    listener.accept(accept, own, ended.completion());
    pair.server.receive(receive, buffer, ended.completion());
    pair.server.send(send, bytesOf(much), ended.completion());
    other.connect(connect, own, listener.address(), ended.completion());
  }
  EXPECT_EQ(ended.calls, 4);
  EXPECT_EQ(receive.outcome(), Outcome::Cancelled);
  EXPECT_EQ(send.outcome(), Outcome::Cancelled);
  EXPECT_NE(thrownBy([&] {
              pair.server.receive(receive, buffer, ended.completion());
            }).find("its Demuxer is gone"),
            std::string::npos);
}

TEST_P(StreamTest, ABrokenConnectionIsReset) {
  Pair pair = connected();
  Ended ended;
  Receive receive;
  char buffer[8];
  pair.server.receive(receive, buffer, ended.completion());
  runUntilIdle();
  pair.client.reset();
  runWithin();
  EXPECT_EQ(receive.outcome(), Outcome::Reset);
}

TEST_P(StreamTest, SendingToNobodyIsResetAndNoSignal) {
  Pair pair = connected();
  pair.client.reset();
  Ended ended;
  Send send;
  const std::string much = numbered(1U << 20);
  for (int i = 0; i < 3; ++i) {
    pair.server.send(send, bytesOf(much), ended.completion());
    runWithin();
  }
  EXPECT_EQ(send.outcome(), Outcome::Reset);
}

TEST_P(StreamTest, TheHandlerStartsTheSameOperationAgain) {
  Pair pair = connected();
  Ended sendEnded;
  Ended received;
  Send send;
  Receive receive;
  char byte = 0;
  std::string heard;
  pair.client.send(send, bytesOf("once more"), sendEnded.completion());
  received.then = [&] {
    if (receive.outcome() != Outcome::Done) return;
    heard += byte;
    if (heard.size() < 9) pair.server.receive(receive, {&byte, 1}, received.completion());
  };
  pair.server.receive(receive, {&byte, 1}, received.completion());
  runWithin();
  EXPECT_EQ(heard, "once more");
}

TEST_P(StreamTest, OptionsAreTaken) {
  Pair pair = connected();
  pair.client.setNoDelay(false);
  pair.client.setNoDelay(true);
  pair.client.setKeepAlive(30s, 5s, 3);
  EXPECT_NE(thrownBy([&] { pair.client.setKeepAlive(0s, 5s, 3); }), "");
}

TEST_P(StreamTest, IPv6WorksAsIPv4Does) {
  Pair pair = connected(Address::loopbackV6());
  EXPECT_EQ(pair.server.localAddress().family(), Address::Family::V6);
  Ended ended;
  Send send;
  Receive receive;
  char buffer[8];
  pair.server.receive(receive, buffer, ended.completion());
  pair.client.send(send, bytesOf("six"), ended.completion());
  runWithin();
  EXPECT_EQ(std::string(buffer, receive.count()), "six");
}

// The sockets of other threads' Demuxers are used there.
TEST_P(StreamTest, AcceptHandsToAnotherDemuxer) {
  Demuxer home(GetParam());
  Listener listener(Address::loopback());
  Accept accept;
  Connect connect;
  Socket client;
  Ended ended;
  listener.accept(accept, demuxer, home, ended.completion());
  client.connect(connect, demuxer, listener.address(), ended.completion());
  runWithin();
  Socket server = accept.take();
  std::string heard;
  std::thread other([&] {
    char buffer[8];
    Receive receive;
    Ended received;
    server.receive(receive, buffer, received.completion());
    home.run();
    heard.assign(buffer, receive.count());
  });
  Send send;
  client.send(send, bytesOf("there"), ended.completion());
  runWithin();
  other.join();
  EXPECT_EQ(heard, "there");
}

TEST(Socket, AttachGivesItAHomeOnce) {
  Listener listener(Address::loopback());
  const Deadline soon = std::chrono::steady_clock::now() + 30s;
  Socket client;
  ASSERT_EQ(client.connect(listener.address(), soon), Outcome::Done);
  Receive receive;
  Ended ended;
  char buffer[8];
  EXPECT_NE(thrownBy([&] {
              client.receive(receive, buffer, ended.completion());
            }).find("the socket has no Demuxer"),
            std::string::npos);
  Demuxer first;
  Demuxer second;
  client.attach(first);
  client.attach(first);
  EXPECT_NE(thrownBy([&] { client.attach(second); }).find("belongs to another Demuxer"),
            std::string::npos);
  listener.accept(soon)->send(bytesOf("hi"), soon);
  client.receive(receive, buffer, ended.completion());
  first.run();
  EXPECT_EQ(receive.count(), 2U);
}

// What a Demuxer has received or accepted ahead, the blocking form would miss.
TEST_P(StreamTest, TheBlockingFormIsForThoseWithoutADemuxer) {
  Pair pair = connected();
  const Deadline soon = std::chrono::steady_clock::now() + 30s;
  char buffer[8] = {};
  const auto isRefused = [](const std::string& text) {
    return text.find("it has a Demuxer") != std::string::npos;
  };
  EXPECT_TRUE(isRefused(thrownBy([&] { pair.client.receive(buffer, soon); })));
  EXPECT_TRUE(isRefused(thrownBy([&] { pair.server.send(buffer, soon); })));
  Listener listener(Address::loopback());
  Accept accept;
  Ended ended;
  listener.accept(accept, demuxer, ended.completion());
  EXPECT_TRUE(isRefused(thrownBy([&] { listener.accept(soon); })));
  accept.cancel();
  demuxer.run();
}

TEST_P(StreamTest, WhatIsReceivedIntoLentBuffersStaysSo) {
  Pair pair = connected();
  ReceiveLent lent;
  Receive receive;
  Send send;
  Ended ended;
  char buffer[8];
  pair.server.receiveLent(lent, ended.completion());
  pair.client.send(send, bytesOf("abc"), ended.completion());
  runWithin();
  const auto isRefused = [&](bool whole) {
    const std::string text = thrownBy([&] {
      if (whole) {
        pair.server.receiveExactly(receive, buffer, ended.completion());
      } else {
        pair.server.receive(receive, buffer, ended.completion());
      }
    });
    return text.find("the socket receives into the Demuxer's buffers") != std::string::npos;
  };
  EXPECT_TRUE(isRefused(false));
  EXPECT_TRUE(isRefused(true));
  pair.client.receive(receive, buffer, ended.completion());
  receive.cancel();
  runWithin();
  EXPECT_EQ(ended.calls, 3);
}

TEST_P(StreamTest, AnAcceptedSocketThatWasNotUsedLosesItsHome) {
  Socket server;
  Ended ended;
  Receive receive;
  char buffer[8];
  {
    Demuxer home(GetParam());
    server = connected(home, Address::loopback()).server;
  }
  EXPECT_NE(thrownBy([&] {
              server.receive(receive, buffer, ended.completion());
            }).find("its Demuxer is gone"),
            std::string::npos);
}

TEST(Socket, WhatIsNotOpenSaysSo) {
  Socket socket;
  Receive receive;
  Send send;
  Ended ended;
  char buffer[8];
  EXPECT_EQ(thrownBy([&] { socket.receive(receive, buffer, ended.completion()); }),
            "cannot receive because the socket is not open.");
  EXPECT_EQ(thrownBy([&] { socket.send(send, buffer, ended.completion()); }),
            "cannot send because the socket is not open.");
  EXPECT_NE(thrownBy([&] { socket.shutdownSend(); }), "");
  EXPECT_NE(thrownBy([&] { socket.localAddress(); }), "");
  socket.close();
  socket.reset();
}

}  // namespace
}  // namespace sys
