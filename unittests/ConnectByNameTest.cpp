// unittests/ConnectByNameTest.cpp -- Of several addresses the first that answers is used.
#include "sys/ConnectByName.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <vector>

#include "FaultSupport.hpp"
#include "NameAnswers.hpp"
#include "StreamFixture.hpp"
#include "Thrown.hpp"
#include "sys/Listener.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

Deadline soon() { return std::chrono::steady_clock::now() + 30s; }

Address nobody(const Address& at) { return Listener(at).address(); }

/// Listens and never accepts, with no place left to wait in: connections get no answer.
class FullListener {
public:
  FullListener() : listener_(Address::loopback(), ListenOptions().backlog(1)) {
    for (int i = 0; i < 64; ++i) {
      Socket one;
      const Deadline limit = std::chrono::steady_clock::now() + 200ms;
      if (one.connect(listener_.address(), limit) != Outcome::Done) return;
      waiting_.push_back(std::move(one));
    }
    ADD_FAILURE() << "it takes everybody";
  }

  Address address() const { return listener_.address(); }

private:
  Listener listener_;
  std::vector<Socket> waiting_;
};

class ConnectByNameTest : public StreamTest {
protected:
  void start(std::vector<Address> addresses, Deadline deadline = soon()) {
    const int calls = ended.calls;
    connect.start(demuxer, addresses, deadline, ended.completion());
    EXPECT_EQ(ended.calls, calls) << "never from inside the call";
    EXPECT_TRUE(connect.isPending());
  }

  void startByName(std::string_view host, std::uint16_t port) {
    const int calls = ended.calls;
    connect.start(demuxer, host, port, soon(), ended.completion());
    EXPECT_EQ(ended.calls, calls) << "never from inside the call";
  }

  // Whom the connection leads to.
  Address peer() {
    Socket socket = connect.take();
    EXPECT_TRUE(socket.isOpen());
    EXPECT_FALSE(connect.take().isOpen()) << "it is taken once";
    return socket.isOpen() ? socket.peerAddress() : Address();
  }

  ConnectByName connect;
  Ended ended;
};

INSTANTIATE_TEST_SUITE_P(Each, ConnectByNameTest, testing::ValuesIn(Demuxer::backEnds()),
                         [](const auto& test) { return test.param; });

TEST_P(ConnectByNameTest, TheNextIsTriedWhenOneIsRefused) {
  Listener listener(Address::loopback());
  const std::uint16_t port = listener.address().port();
  start({nobody(Address::loopbackV6()), nobody(Address::loopback()), listener.address()});
  runWithin();
  EXPECT_EQ(ended.calls, 1);
  EXPECT_EQ(connect.outcome(), Outcome::Done);
  EXPECT_EQ(connect.explanation(), "");
  EXPECT_EQ(peer(), Address::loopback(port));
}

TEST_P(ConnectByNameTest, TheNextIsTriedWhileOneDoesNotAnswer) {
  FullListener full;
  Listener listener(Address::loopback());
  start({full.address(), listener.address()});
  runWithin();
  EXPECT_EQ(ended.calls, 1);
  EXPECT_EQ(connect.outcome(), Outcome::Done);
  EXPECT_EQ(peer(), listener.address());
}

// The second of the other family comes before the second of the first's.
TEST_P(ConnectByNameTest, FamiliesTakeTurns) {
  Listener listener(Address::loopbackV6());
  Listener other(Address::loopback());
  start({nobody(Address::loopback()), other.address(), listener.address()});
  runWithin();
  EXPECT_EQ(peer(), listener.address());
}

TEST_P(ConnectByNameTest, AHostIsLookedUpFirst) {
  Listener listener(Address::loopback());
  startByName("localhost", listener.address().port());
  runWithin();
  EXPECT_EQ(ended.calls, 1);
  EXPECT_EQ(connect.outcome(), Outcome::Done);
  EXPECT_EQ(peer(), listener.address());
  // The connection is at home here.
  startByName("127.0.0.1", listener.address().port());
  runWithin();
  Socket socket = connect.take();
  Send send;
  socket.send(send, bytesOf("hello"), ended.completion());
  runWithin();
  EXPECT_EQ(send.outcome(), Outcome::Done);
}

TEST_P(ConnectByNameTest, RefusedByAllSaysWhoRefused) {
  const Address first = nobody(Address::loopbackV6());
  const Address second = nobody(Address::loopback());
  start({first, second});
  runWithin();
  EXPECT_EQ(ended.calls, 1);
  EXPECT_EQ(connect.outcome(), Outcome::Refused);
  EXPECT_EQ(connect.explanation(),
            "cannot connect because " + first.text() + " refuses, " + second.text() + " refuses.");
  EXPECT_FALSE(connect.take().isOpen());
  startByName("localhost", second.port());
  runWithin();
  EXPECT_EQ(connect.outcome(), Outcome::Refused);
  EXPECT_EQ(connect.explanation().find("localhost:" + std::to_string(second.port()) +
                                       ": cannot connect because [::1]:"),
            0U);
}

TEST_P(ConnectByNameTest, TheDeadlineIsKept) {
  FullListener full;
  start({full.address()}, std::chrono::steady_clock::now() + 50ms);
  runWithin();
  EXPECT_EQ(ended.calls, 1);
  EXPECT_EQ(connect.outcome(), Outcome::TimedOut);
  EXPECT_EQ(connect.explanation(),
            "cannot connect because " + full.address().text() + " has not answered yet.");
}

TEST_P(ConnectByNameTest, ADeadlineThatHasPassedEndsIt) {
  FullListener full;
  start({full.address()}, Deadline::min());
  runWithin();
  EXPECT_EQ(connect.outcome(), Outcome::TimedOut);
}

TEST_P(ConnectByNameTest, CancelCompletesOnceAndItStartsAgain) {
  FullListener full;
  Listener listener(Address::loopback());
  start({full.address(), full.address()});
  runUntilIdle();
  EXPECT_TRUE(connect.isPending());
  connect.cancel();
  connect.cancel();
  EXPECT_EQ(ended.calls, 0) << "never from inside the call";
  runWithin();
  EXPECT_EQ(ended.calls, 1);
  EXPECT_EQ(connect.outcome(), Outcome::Cancelled);
  ended.calls = 0;
  start({listener.address()});
  runWithin();
  EXPECT_EQ(ended.calls, 1);
  EXPECT_EQ(connect.outcome(), Outcome::Done);
  connect.cancel();
  EXPECT_EQ(connect.outcome(), Outcome::Done);
}

TEST_P(ConnectByNameTest, ItStartsAgainFromItsCompletion) {
  Listener listener(Address::loopback());
  ended.then = [&] {
    EXPECT_EQ(connect.outcome(), Outcome::Done);
    if (ended.calls < 3) {
      const Address at = listener.address();
      connect.start(demuxer, {&at, 1}, soon(), ended.completion());
    }
  };
  start({listener.address()});
  runWithin();
  EXPECT_EQ(ended.calls, 3);
}

TEST_P(ConnectByNameTest, TheDemuxerDeliversItWhenItGoes) {
  FullListener full;
  std::optional<Demuxer> own(GetParam());
  const std::vector<Address> addresses{full.address(), full.address()};
  connect.start(*own, addresses, soon(), ended.completion());
  own->runUntil(std::chrono::steady_clock::now() + 20ms);
  own.reset();
  EXPECT_EQ(ended.calls, 1);
  EXPECT_EQ(connect.outcome(), Outcome::Cancelled);
}

TEST_P(ConnectByNameTest, WhatCannotBeStartedThrows) {
  EXPECT_EQ(thrownBy([&] { connect.start(demuxer, {}, soon(), ended.completion()); }),
            "cannot connect because there is no address.");
  EXPECT_NE(thrownBy([&] { connect.start(demuxer, "", 80, soon(), ended.completion()); }), "");
  EXPECT_FALSE(connect.isPending());
  const Address at = nobody(Address::loopback());
  start({at});
  EXPECT_NE(thrownBy([&] {
              connect.start(demuxer, {&at, 1}, soon(), ended.completion());
            }).find("it is still pending"),
            std::string::npos);
  runWithin();
  EXPECT_EQ(ended.calls, 1);
}

TEST_P(ConnectByNameTest, ANameThatIsNotThereIsNotFound) {
  startByName("nowhere.invalid", 80);
  runWithin();
  EXPECT_EQ(connect.outcome(), Outcome::NotFound);
  EXPECT_EQ(connect.explanation(),
            "nowhere.invalid:80: cannot connect because there is no such name.");
}

TEST_P(ConnectByNameTest, ALookupThatFailsIsAnError) {
  if (*kFaultsUnavailable != '\0') GTEST_SKIP() << kFaultsUnavailable;
  startByName("broken.test", 80);
  runWithin();
  EXPECT_EQ(thrownBy([&] { connect.outcome(); }).find("broken.test: cannot be looked up"), 0U);
  startByName("later.test", 80);
  runWithin();
  EXPECT_EQ(connect.outcome(), Outcome::TimedOut);
  EXPECT_EQ(connect.explanation(),
            "later.test:80: cannot connect because nobody tells where that is.");
}

TEST_P(ConnectByNameTest, TheDeadlineHoldsForTheLookupToo) {
  if (*kFaultsUnavailable != '\0') GTEST_SKIP() << kFaultsUnavailable;
  const names::Hold hold;
  connect.start(demuxer, "held.test", 80, std::chrono::steady_clock::now() + 20ms,
                ended.completion());
  runWithin();
  EXPECT_EQ(ended.calls, 1);
  EXPECT_EQ(connect.outcome(), Outcome::TimedOut);
}

// An address that cannot even be tried is named, and the others are.
TEST_P(ConnectByNameTest, AnErrorOfAllIsThrownWithEachNamed) {
  const Address unusable = Address::local(Path(std::string(108, 'x')));
  start({unusable, unusable});
  runWithin();
  const std::string error = thrownBy([&] { connect.outcome(); });
  EXPECT_EQ(error.find("cannot connect because local:xxx"), 0U) << error;
  EXPECT_NE(error.find(", local:xxx"), std::string::npos) << error;
  EXPECT_EQ(connect.explanation(), error);
}

}  // namespace
}  // namespace sys
