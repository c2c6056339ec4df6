// unittests/SocketFaultTest.cpp -- Connections whose calls fail: each start is completed once or
// throws, and nothing is left.
#include <array>
#include <memory>
#include <optional>

#include "FaultLoop.hpp"
#include "FaultSupport.hpp"
#include "StreamFixture.hpp"
#include "TemporaryTree.hpp"
#include "Thrown.hpp"
#include "sys/FileStatus.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

class StreamFaults : public FaultTest, public testing::WithParamInterface<std::string> {
protected:
  // A run of the loop that nothing keeps for ever, and the rest in peace.
  static void runFor(FaultRun& run, Demuxer& demuxer, std::chrono::milliseconds limit) {
    const Deadline end = std::chrono::steady_clock::now() + limit;
    run.call([&] {
      while (demuxer.runUntil(end) && std::chrono::steady_clock::now() < end) {
      }
    });
  }

  // Two ends that leave no trace in the system's tables.
  struct Ends {
    Socket client;
    Socket server;

    explicit Ends(Demuxer& demuxer) {
      Listener listener(Address::loopback());
      client.connect(listener.address(), kForever);
      server = std::move(*listener.accept(kForever));
      client.attach(demuxer);
      server.attach(demuxer);
    }
    ~Ends() {
      client.reset();
      server.reset();
    }
  };
};

INSTANTIATE_TEST_SUITE_P(Each, StreamFaults, testing::ValuesIn(Demuxer::backEnds()),
                         [](const auto& test) { return test.param; });

TEST_P(StreamFaults, ConnectAndAccept) {
  const auto scenario = [](FaultRun& run) {
    Ended accepted;
    Ended connected;
    Accept accept;
    Connect connect;
    Socket client;
    Demuxer demuxer(GetParam());
    std::optional<Listener> listener = run.call([] { return Listener(Address::loopback()); });
    if (!listener) return;
    const bool accepts =
        run.call([&] { listener->accept(accept, demuxer, accepted.completion()); });
    connected.then = [&] {
      if (!endedAs(connect, Outcome::Done)) accept.cancel();
    };
    const bool connects = run.call(
        [&] { client.connect(connect, demuxer, listener->address(), connected.completion()); });
    if (!connects) accept.cancel();
    runFor(run, demuxer, 300ms);
    accept.cancel();
    connect.cancel();
    demuxer.run();
    EXPECT_EQ(accepted.calls, accepts ? 1 : 0);
    EXPECT_EQ(connected.calls, connects ? 1 : 0);
    auto server = run.call([&] { return accept.take(); });
    if (server) {
      run.call([&] { return server->peerAddress(); });
      run.call([&] { return server->localAddress(); });
      run.call([&] { server->setKeepAlive(30s, 5s, 3); });
      run.call([&] { server->setNoDelay(false); });
      run.call([&] { server->shutdownSend(); });
      server->reset();
    }
    client.reset();
  };
  fail("Listener, accept, connect by " + GetParam(), scenario);
}

// What is told as connected is: a listener with more than it may keep waiting answers nobody else,
// or refuses.
TEST_P(StreamFaults, ConnectToWhoDoesNotAnswer) {
  Listener listener(Address::loopback(), ListenOptions().backlog(1));
  std::array<Socket, 4> crowd;
  std::array<Connect, 4> begun;
  Ended counted;
  Demuxer home(GetParam());
  for (std::size_t i = 0; i < crowd.size(); ++i) {
    crowd[i].connect(begun[i], home, listener.address(), counted.completion());
  }
  home.runUntil(std::chrono::steady_clock::now() + 20ms);
  const auto scenario = [&](FaultRun& run) {
    Ended connected;
    Connect connect;
    Socket client;
    Demuxer demuxer(GetParam());
    const bool connects = run.call(
        [&] { client.connect(connect, demuxer, listener.address(), connected.completion()); });
    runFor(run, demuxer, 20ms);
    if (connected.calls > 0 && endedAs(connect, Outcome::Done)) {
      EXPECT_NE(client.peerAddress().family(), Address::Family::None) << "no lie";
    }
    connect.cancel();
    demuxer.run();
    EXPECT_EQ(connected.calls, connects ? 1 : 0);
  };
  fail("Socket::connect without an answer by " + GetParam(), scenario);
}

TEST_P(StreamFaults, SendAndReceive) {
  const std::string sent = numbered(8'000);
  bool wasReset = false;
  bool hasFailed = false;
  const auto scenario = [&](FaultRun& run) {
    std::string heard(sent.size(), '\0');
    Ended sendEnded;
    Ended received;
    Send send;
    Receive receive;
    Demuxer demuxer(GetParam());
    Ends ends(demuxer);
    // Whatever was given up, the other end learns of it.
    sendEnded.then = [&] {
      if (!endedAs(send, Outcome::Done)) ends.client.close();
    };
    received.then = [&] {
      if (!endedAs(receive, Outcome::Done)) ends.server.close();
    };
    const bool receives =
        run.call([&] { ends.server.receiveExactly(receive, heard, received.completion()); });
    const bool sends =
        run.call([&] { ends.client.send(send, bytesOf(sent), sendEnded.completion()); });
    if (!sends) ends.client.close();
    if (!receives) ends.server.close();
    if (!run.call([&] { demuxer.run(); })) demuxer.run();
    EXPECT_EQ(sendEnded.calls, sends ? 1 : 0);
    EXPECT_EQ(received.calls, receives ? 1 : 0);
    EXPECT_EQ(sent.compare(0, receive.count(), heard, 0, receive.count()), 0) << "no lie";
    EXPECT_FALSE(endedAs(send, Outcome::Cancelled) || endedAs(receive, Outcome::Cancelled))
        << "nobody has asked for it";
    if (receives && endedAs(receive, Outcome::Done)) {
      EXPECT_EQ(receive.count(), sent.size());
    }
    wasReset |= endedAs(receive, Outcome::Reset);
    hasFailed |= thrownBy([&] { receive.outcome(); }) != "nothing was thrown";
  };
  fail("Socket::send, receiveExactly by " + GetParam(), scenario);
  // However the system is told to receive, it was seen to fail at that.
  const bool mayFail = *kFaultsUnavailable == '\0';
  EXPECT_EQ(wasReset, mayFail);
  EXPECT_EQ(hasFailed, mayFail);
}

// What is handed to the system in one go has a limit, which a cancel may be the first to meet.
TEST_P(StreamFaults, ACancelAmongManyIsNotLost) {
  constexpr std::size_t kSockets = 256;  // With four of these each, 1024.
  struct Busy {
    Socket socket;
    Receive receive;
    Send send;
    char byte = 0;
  };
  int runs = 0;
  const auto scenario = [&](FaultRun& run) {
    Ended ended;
    Listener listener(Address::loopback());
    auto all = std::make_unique<std::array<Busy, kSockets + 2>>();
    Demuxer demuxer(GetParam());
    for (std::size_t i = 0; i < all->size(); i += 2) {
      Socket& client = (*all)[i].socket;
      Socket& server = (*all)[i + 1].socket;
      client.connect(listener.address(), kForever);
      server = std::move(*listener.accept(kForever));
      client.attach(demuxer);
      server.attach(demuxer);
    }
    const auto receive = [&](Busy& busy) {
      busy.socket.receive(busy.receive, {&busy.byte, 1}, ended.completion());
    };
    for (std::size_t i = 0; i < kSockets; ++i) {
      Busy& busy = (*all)[i];
      receive(busy);
      busy.socket.send(busy.send, {}, ended.completion());
      busy.send.cancel();
      if (i > 0) busy.receive.cancel();
    }
    receive(all->back());
    const auto cancel = [&] { all->back().receive.cancel(); };
    // What is handed over fails after the call that does so, by the hundred, and in other tests.
    if (++runs <= 30) {
      run.call(cancel);
    } else {
      cancel();
    }
    all->front().receive.cancel();
    demuxer.runUntil(std::chrono::steady_clock::now() + 5s);
    EXPECT_FALSE(all->back().receive.isPending());
    EXPECT_EQ(ended.calls, static_cast<int>(2 * kSockets + 1));
    for (Busy& busy : *all) busy.socket.reset();
  };
  fail("Operation::cancel among many by " + GetParam(), scenario);
}

TEST_P(StreamFaults, ReceiveLentAndSendFile) {
  TemporaryTree tree;
  const Path file = tree.file("content", numbered(2'000));
  const auto scenario = [&](FaultRun& run) {
    std::size_t heard = 0;
    Ended sendEnded;
    Ended received;
    SendFile send;
    ReceiveLent receive;
    Demuxer demuxer(GetParam());
    Ends ends(demuxer);
    // Wine's TransmitFile may never learn that its peer has gone.
    const auto giveUp = [&] {
      send.cancel();
      ends.server.close();
    };
    sendEnded.then = [&] { ends.client.close(); };
    received.then = [&] {
      heard += receive.bytes().size();
      if (endedAs(receive, Outcome::Done) && ends.server.isOpen()) {
        ends.server.receiveLent(receive, received.completion());
      } else {
        giveUp();
      }
    };
    const bool receives =
        run.call([&] { ends.server.receiveLent(receive, received.completion()); });
    const bool sends = run.call([&] { ends.client.sendFile(send, file, sendEnded.completion()); });
    if (!sends) ends.client.close();
    if (!receives) giveUp();
    if (!run.call([&] { demuxer.run(); })) {
      ends.server.close();
      ends.client.close();
      demuxer.run();
    }
    EXPECT_EQ(sendEnded.calls, sends ? 1 : 0);
    EXPECT_EQ(received.calls > 0, receives);
    EXPECT_LE(heard, send.count());
    receive.release();
  };
  fail("Socket::sendFile, receiveLent by " + GetParam(), scenario);
}

using SocketFaults = FaultTest;

TEST_F(SocketFaults, TheBlockingForm) {
  const auto scenario = [](FaultRun& run) {
    const Deadline soon = std::chrono::steady_clock::now() + 300ms;
    Listener listener(Address::loopback());
    Socket client;
    const auto outcome = run.call([&] { return client.connect(listener.address(), soon); });
    if (outcome != Outcome::Done) return;
    auto server = run.call([&] { return listener.accept(soon); });
    if (server && *server) {
      char buffer[8] = {};
      const auto sent = run.call([&] { return client.send(bytesOf("12345678"), soon); });
      if (sent == true) {
        const auto count = run.call([&] { return (*server)->receive(buffer, soon); });
        if (count && *count) {
          EXPECT_EQ(std::string(buffer, **count), std::string("12345678", **count));
        }
      }
      (*server)->reset();
    }
    client.reset();
  };
  fail("Socket without a Demuxer", scenario);
}

using ListenerFaults = FaultTest;

TEST_F(ListenerFaults, ALocalListenerLeavesNoFile) {
  TemporaryTree tree;
  const Path file = tree / "socket";
  const std::string thrown = thrownBy([&] { Listener probe(Address::local(file)); });
  if (thrown != "nothing was thrown") GTEST_SKIP() << thrown;
  fail("Listener at a local address", [&](FaultRun& run) {
    const auto listener = run.call([&] { return Listener(Address::local(file)); });
    EXPECT_EQ(FileStatus::of(file).has_value(), listener.has_value());
  });
}

}  // namespace
}  // namespace sys
