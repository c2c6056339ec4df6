// unittests/ResolverTest.cpp -- Lookups that take their time stop nobody.
#include "sys/Resolver.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <vector>

#include "Children.hpp"
#include "FaultSupport.hpp"
#include "NameAnswers.hpp"
#include "StreamFixture.hpp"
#include "Thrown.hpp"

namespace sys {
namespace {

class ResolveTest : public StreamTest {};

INSTANTIATE_TEST_SUITE_P(Each, ResolveTest, testing::ValuesIn(Demuxer::backEnds()),
                         [](const auto& test) { return test.param; });

/// Names that the tests themselves answer for.
class AnsweredTest : public StreamTest {
protected:
  void SetUp() override {
    if (*kFaultsUnavailable != '\0') GTEST_SKIP() << kFaultsUnavailable;
  }
};

INSTANTIATE_TEST_SUITE_P(Each, AnsweredTest, testing::ValuesIn(Demuxer::backEnds()),
                         [](const auto& test) { return test.param; });

std::string textOf(std::span<const Address> addresses) {
  std::string text;
  for (const Address& address : addresses) text += (text.empty() ? "" : " ") + address.text();
  return text;
}

// What a lookup brings, as text, or nothing if its outcome is another than `Done`.
struct Asked {
  Resolve resolve;
  Ended ended;

  void start(Demuxer& demuxer, std::string_view host) {
    resolve.start(demuxer, host, 80, ended.completion());
    EXPECT_EQ(ended.calls, 0) << "never from inside the call";
    EXPECT_TRUE(resolve.isPending());
  }
};

TEST_P(ResolveTest, AddressesAndLocalhostNeedNoAsking) {
  const names::Hold none;  // Whoever asks would wait.
  const std::pair<const char*, const char*> cases[] = {
      {"192.0.2.1", "192.0.2.1:80"},
      {"2001:db8::1", "[2001:db8::1]:80"},
      {"localhost", "[::1]:80 127.0.0.1:80"},
      {"LocalHost.", "[::1]:80 127.0.0.1:80"},
      {"a.b.localhost", "[::1]:80 127.0.0.1:80"},
  };
  for (const auto& [host, addresses] : cases) {
    Asked asked;
    asked.start(demuxer, host);
    runWithin();
    EXPECT_EQ(asked.ended.calls, 1);
    EXPECT_EQ(asked.resolve.outcome(), Outcome::Done) << host;
    EXPECT_EQ(textOf(asked.resolve.addresses()), addresses);
  }
}

TEST_P(ResolveTest, WhatCannotBeANameIsNotFound) {
  for (const char* host : {"127.1", "0x7f.1", "0x7f000001", "2130706433", "1.2.3.4.5", "1.2.3.04",
                           "127.0.0.0x1", "127.0.0.1.", "nowhere.invalid", "invalid"}) {
    Asked asked;
    asked.start(demuxer, host);
    runWithin();
    EXPECT_EQ(asked.resolve.outcome(), Outcome::NotFound) << host;
    EXPECT_TRUE(asked.resolve.addresses().empty());
  }
}

TEST_P(ResolveTest, AnEmptyNameAndOneWithANulThrow) {
  Asked asked;
  const Completion completion = asked.ended.completion();
  EXPECT_EQ(thrownBy([&] { asked.resolve.start(demuxer, "", 80, completion); }),
            "cannot look up a name because it is empty.");
  EXPECT_NE(thrownBy([&] {
              asked.resolve.start(demuxer, std::string_view("a\0b", 3), 80, completion);
            }).find("contains a NUL"),
            std::string::npos);
  EXPECT_FALSE(asked.resolve.isPending());
  EXPECT_FALSE(demuxer.runUntil(Deadline::min()));
}

TEST_P(ResolveTest, StartingAPendingOneThrowsAndHurtsNothing) {
  Asked asked;
  asked.start(demuxer, "localhost");
  EXPECT_NE(thrownBy([&] {
              asked.resolve.start(demuxer, "127.0.0.1", 80, asked.ended.completion());
            }).find("still pending"),
            std::string::npos);
  runWithin();
  EXPECT_EQ(asked.ended.calls, 1);
  EXPECT_EQ(asked.resolve.addresses().size(), 2U);
}

TEST_P(ResolveTest, ItStartsAgainFromItsCompletion) {
  Asked asked;
  asked.ended.then = [&] {
    if (asked.ended.calls < 3) {
      asked.resolve.start(demuxer, "127.0.0.1", 80, asked.ended.completion());
    }
  };
  asked.start(demuxer, "localhost");
  runWithin();
  EXPECT_EQ(asked.ended.calls, 3);
  EXPECT_EQ(textOf(asked.resolve.addresses()), "127.0.0.1:80");
}

TEST_P(AnsweredTest, TheSystemsAnswersArrive) {
  Asked found;
  Asked missing;
  Asked later;
  Asked broken;
  found.start(demuxer, "loopback.test");
  missing.start(demuxer, "missing.test");
  later.start(demuxer, "later.test");
  broken.start(demuxer, "broken.test");
  runWithin();
  EXPECT_EQ(found.resolve.outcome(), Outcome::Done);
  EXPECT_FALSE(found.resolve.addresses().empty());
  for (const Address& address : found.resolve.addresses()) {
    EXPECT_TRUE(address.isLoopback());
    EXPECT_EQ(address.port(), 80);
  }
  EXPECT_EQ(missing.resolve.outcome(), Outcome::NotFound);
  EXPECT_EQ(later.resolve.outcome(), Outcome::TimedOut);
  const std::string error = thrownBy([&] { broken.resolve.outcome(); });
  EXPECT_EQ(error.find("broken.test: cannot be looked up because "), 0U) << error;
  EXPECT_EQ(thrownBy([&] { broken.resolve.outcome(); }), error) << "the same each time";
  EXPECT_TRUE(broken.resolve.addresses().empty());
}

// Eight are asked at a time; everything else goes on.
TEST_P(AnsweredTest, SlowLookupsStopNeitherTheLoopNorWhatNeedsNoAsking) {
  constexpr int kLookups = 20;
  std::vector<std::unique_ptr<Asked>> slow;
  {
    const names::Hold hold;
    for (int i = 0; i < kLookups; ++i) {
      slow.push_back(std::make_unique<Asked>());
      slow.back()->start(demuxer, "held.test");
    }
    EXPECT_TRUE(names::Hold::awaitWaiting(8));
    Timer timer;
    Asked known;
    Ended ended;
    timer.start(demuxer, std::chrono::steady_clock::now(), ended.completion());
    known.start(demuxer, "localhost");
    while (ended.calls + known.ended.calls < 2)
      demuxer.runUntil(std::chrono::steady_clock::now() + std::chrono::milliseconds(10));
    EXPECT_EQ(names::waiting(), 8);
    for (const auto& asked : slow) EXPECT_EQ(asked->ended.calls, 0);
  }
  runWithin();
  for (const auto& asked : slow) {
    EXPECT_EQ(asked->ended.calls, 1);
    EXPECT_EQ(asked->resolve.outcome(), Outcome::Done);
  }
}

TEST_P(AnsweredTest, ACancelledLookupCompletesWithoutTheSystem) {
  const names::Hold hold;
  std::vector<std::unique_ptr<Asked>> slow;
  for (int i = 0; i < 10; ++i) {
    slow.push_back(std::make_unique<Asked>());
    slow.back()->start(demuxer, "held.test");
  }
  EXPECT_TRUE(names::Hold::awaitWaiting(8));
  for (const auto& asked : slow) {
    asked->resolve.cancel();
    asked->resolve.cancel();
    EXPECT_EQ(asked->ended.calls, 0);
  }
  runWithin();
  for (const auto& asked : slow) {
    EXPECT_EQ(asked->ended.calls, 1);
    EXPECT_EQ(asked->resolve.outcome(), Outcome::Cancelled);
    EXPECT_TRUE(asked->resolve.addresses().empty());
  }
  // A block that was cancelled is free, although its old lookup still waits.
  slow[0]->resolve.start(demuxer, "localhost", 80, slow[0]->ended.completion());
  runWithin();
  EXPECT_EQ(slow[0]->resolve.outcome(), Outcome::Done);
}

TEST_P(AnsweredTest, TheDemuxerMayGoBeforeTheAnswer) {
  const names::Hold hold;
  Asked first;
  Asked again;
  std::optional<Demuxer> own(GetParam());
  first.start(*own, "held.test");
  first.ended.then = [&] { again.resolve.start(*own, "held.test", 80, again.ended.completion()); };
  EXPECT_TRUE(names::Hold::awaitWaiting(1));
  own.reset();
  EXPECT_EQ(first.ended.calls, 1);
  EXPECT_EQ(first.resolve.outcome(), Outcome::Cancelled);
  EXPECT_EQ(again.ended.calls, 1);
  EXPECT_EQ(again.resolve.outcome(), Outcome::Cancelled);
}

// Whichever is first: one completion.
TEST_P(AnsweredTest, CancelAgainstTheAnswerCompletesOnce) {
  for (int i = 0; i < 200; ++i) {
    Asked asked;
    asked.start(demuxer, "loopback.test");
    if (i % 2 == 0) demuxer.runUntil(Deadline::min());
    asked.resolve.cancel();
    runWithin();
    EXPECT_EQ(asked.ended.calls, 1);
  }
}

TEST(Resolve, AProgramEndsWithALookupUnderWay) {
  if (*kFaultsUnavailable != '\0') GTEST_SKIP() << kFaultsUnavailable;
  EXPECT_EQ(outputOfChild("leave-lookup"), "asked\n");
}

TEST(Post, CancelHasNoEffectOnOneThatIsOnItsWay) {
  Demuxer demuxer;
  Post post;
  Ended ended;
  post.start(demuxer, ended.completion());
  post.cancel();
  demuxer.run();
  EXPECT_EQ(ended.calls, 1);
  EXPECT_EQ(post.outcome(), Outcome::Done);
}

}  // namespace
}  // namespace sys
