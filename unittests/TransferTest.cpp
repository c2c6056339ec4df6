// unittests/TransferTest.cpp -- Bytes without a buffer of the caller's, lent ones and files; and
// many transfers at once.
#include "sys/Transfer.hpp"

#include <array>
#include <thread>
#include <vector>

#include "StreamFixture.hpp"
#include "TemporaryTree.hpp"
#include "Thrown.hpp"
#include "sys/File.hpp"
#include "sys/Socket.hpp"

namespace sys {
namespace {

TEST_P(StreamTest, ReceiveLentBringsABufferOfTheLoop) {
  Pair pair = connected();
  Ended ended;
  Send send;
  ReceiveLent receive;
  pair.server.receiveLent(receive, ended.completion());
  EXPECT_TRUE(receive.bytes().empty());
  pair.client.send(send, bytesOf("lent"), ended.completion());
  runWithin();
  EXPECT_EQ(receive.outcome(), Outcome::Done);
  EXPECT_EQ(std::string(receive.bytes().data(), receive.bytes().size()), "lent");
  receive.release();
  EXPECT_TRUE(receive.bytes().empty());
  const std::string much = numbered(1'000'000);
  std::string heard;
  pair.client.send(send, bytesOf(much), ended.completion());
  Ended more;
  more.then = [&] {
    ASSERT_EQ(receive.outcome(), Outcome::Done);
    heard.append(receive.bytes().data(), receive.bytes().size());
    if (heard.size() < much.size()) pair.server.receiveLent(receive, more.completion());
  };
  pair.server.receiveLent(receive, more.completion());
  runWithin();
  EXPECT_TRUE(heard == much);
  pair.client.close();
  pair.server.receiveLent(receive, ended.completion());
  runWithin();
  EXPECT_EQ(receive.outcome(), Outcome::EndOfStream);
  EXPECT_TRUE(receive.bytes().empty());
}

// A server's side of one connection: sends back what it is lent.
struct LentEcho {
  Socket socket;
  ReceiveLent receive;
  Send send;

  void start() { socket.receiveLent(receive, Completion::to<&LentEcho::received>(*this)); }
  void received() {
    if (receive.outcome() != Outcome::Done) return socket.close();
    socket.send(send, receive.bytes(), Completion::to<&LentEcho::start>(*this));
  }
};

// A client's side: sends a text, reads it back, and closes.
struct LentClient {
  Socket socket;
  Receive receive;
  Send send;
  std::string back;

  void start(const std::string& text) {
    back.resize(text.size());
    socket.send(send, bytesOf(text), {[](void*) {}, nullptr});
    socket.receiveExactly(receive, back, Completion::to<&LentClient::received>(*this));
  }
  void received() { socket.close(); }
};

// Some systems lend the buffers before anybody asks, and have only so many.
TEST_P(StreamTest, MoreThanAllLentBuffersHoldIsOnTheWay) {
  const std::string text = numbered(400'000);
  std::vector<LentEcho> servers(60);
  std::vector<LentClient> clients(servers.size());
  for (std::size_t i = 0; i < servers.size(); ++i) {
    Pair pair = connected();
    servers[i].socket = std::move(pair.server);
    clients[i].socket = std::move(pair.client);
  }
  for (LentClient& client : clients) client.start(text);
  for (LentEcho& server : servers) server.start();
  runWithin();
  for (const LentClient& client : clients) EXPECT_TRUE(client.back == text);
}

// Neither those who keep what was lent to them, nor those to whom more is sent than they take.
TEST_P(StreamTest, BuffersAreLeftForOthers) {
  constexpr std::size_t kKeepers = 300;
  const std::string flood = numbered(100'000);
  std::vector<Pair> pairs(kKeepers);
  std::vector<ReceiveLent> kept(kKeepers);
  std::vector<Send> floods(kKeepers);
  Ended received;
  Ended sent;
  for (Pair& pair : pairs) pair = connected();
  Pair pair = connected();
  for (std::size_t i = 0; i < kKeepers; ++i) {
    pairs[i].server.receiveLent(kept[i], received.completion());
    pairs[i].client.send(floods[i], bytesOf(flood), sent.completion());
  }
  runUntilIdle();
  EXPECT_EQ(received.calls, static_cast<int>(kKeepers));
  std::vector<LentEcho> servers(1);
  std::vector<LentClient> clients(1);
  servers[0].socket = std::move(pair.server);
  clients[0].socket = std::move(pair.client);
  const std::string text = numbered(400'000);
  clients[0].start(text);
  servers[0].start();
  runUntilIdle();
  EXPECT_TRUE(clients[0].back == text);
  for (const ReceiveLent& one : kept) EXPECT_FALSE(one.bytes().empty());
  pairs.clear();
  runWithin();
  EXPECT_EQ(sent.calls, static_cast<int>(kKeepers));
}

TEST_P(StreamTest, WhatIsLentIsTakenBackWithTheDemuxer) {
  ReceiveLent receive;
  Ended ended;
  {
    Demuxer own(GetParam());
    Pair pair = connected(own, Address::loopback());
    Send send;
    pair.server.receiveLent(receive, ended.completion());
    pair.client.send(send, bytesOf("lent"), ended.completion());
    own.run();
    EXPECT_EQ(receive.bytes().size(), 4U);
  }
  EXPECT_TRUE(receive.bytes().empty());
  receive.release();
}

TEST_P(StreamTest, SendFileSendsAPartOrAll) {
  TemporaryTree tree;
  const std::string content = numbered(5'000'000);
  const Path file = tree / "content";
  File::replace(file, content);
  Pair pair = connected();
  Ended ended;
  SendFile send;
  Receive receive;
  std::string heard(content.size(), '\0');
  pair.server.sendFile(send, file, ended.completion());
  pair.client.receiveExactly(receive, heard, ended.completion());
  runWithin();
  EXPECT_EQ(send.outcome(), Outcome::Done);
  EXPECT_EQ(send.count(), content.size());
  EXPECT_TRUE(heard == content);

  heard.resize(1000);
  pair.server.sendFile(send, file, ended.completion(), 4'000'000, 1000);
  pair.client.receiveExactly(receive, heard, ended.completion());
  runWithin();
  EXPECT_EQ(send.count(), 1000U);
  EXPECT_TRUE(heard == content.substr(4'000'000, 1000));

  pair.server.sendFile(send, file, ended.completion(), content.size() - 10);
  runWithin();
  EXPECT_EQ(send.count(), 10U) << "up to its end";
  EXPECT_EQ(thrownBy([&] {
              pair.server.sendFile(send, tree / "none", ended.completion());
            }).find((tree / "none").text()),
            0U);
}

TEST_P(StreamTest, SendingAFileToNobodyIsResetAndNoSignal) {
  TemporaryTree tree;
  const Path file = tree / "content";
  File::replace(file, numbered(3'000'000));
  Pair pair = connected();
  pair.client.reset();
  Ended ended;
  SendFile send;
  for (int i = 0; i < 3; ++i) {
    pair.server.sendFile(send, file, ended.completion());
    runWithin();
  }
  EXPECT_EQ(send.outcome(), Outcome::Reset);
}

// Connections that have received something by now, all of them between two looks at the system.
class Told {
public:
  static constexpr int kCount = 60;

  Told(Demuxer& demuxer, Completion completion) {
    Listener listener(Address::loopback(), ListenOptions().backlog(kCount));
    const Deadline end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (One& one : all) {
      EXPECT_EQ(one.client.connect(listener.address(), end), Outcome::Done);
      one.server = listener.accept(end).value();
      one.server.attach(demuxer);
      one.server.receive(one.receive, one.buffer, completion);
    }
    const std::string text = "here";
    for (One& one : all) EXPECT_TRUE(one.client.send(bytesOf(text), end));
  }

  struct One {
    Socket client;
    Socket server;
    Receive receive;
    char buffer[8];
  };
  std::array<One, kCount> all;
};

TEST_P(StreamTest, ACompletionMayEndEveryOtherStream) {
  Ended ended;
  Told told(demuxer, ended.completion());
  ended.then = [&] {
    if (ended.calls > 1) return;
    for (Told::One& one : told.all) one.server.close();
  };
  runWithin();
  EXPECT_EQ(ended.calls, Told::kCount);
  int arrived = 0;
  for (Told::One& one : told.all) arrived += one.receive.outcome() == Outcome::Done ? 1 : 0;
  EXPECT_GE(arrived, 1);
  for (Told::One& one : told.all) {
    if (one.receive.outcome() != Outcome::Done) {
      EXPECT_EQ(one.receive.outcome(), Outcome::Cancelled);
    }
  }
}

TEST_P(StreamTest, ARunThatMayNotWaitBringsAllThatIsThere) {
  Ended ended;
  Told told(demuxer, ended.completion());
  // Systems that carry operations out themselves may take a moment.
  const int looks = native::kWindows || GetParam() == "io_uring" ? 1000 : 1;
  for (int i = 0; i < looks && ended.calls < Told::kCount; ++i) {
    if (i > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    demuxer.runUntil(Deadline::min());
  }
  EXPECT_EQ(ended.calls, Told::kCount);
}

}  // namespace
}  // namespace sys
