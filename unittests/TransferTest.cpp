// unittests/TransferTest.cpp -- Bytes without a buffer of the caller's: lent ones and files.
#include "sys/Transfer.hpp"

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

}  // namespace
}  // namespace sys
