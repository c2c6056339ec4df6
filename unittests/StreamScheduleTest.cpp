// unittests/StreamScheduleTest.cpp -- Random schedules, the same for each means to wait: every
// start is completed once, no byte is lost, and all means come to the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

#include "StreamFixture.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

// One end of a connection and what it has heard.
struct End {
  Socket socket;
  Send send;
  Receive receive;
  std::string sending;  // What is under way.
  std::string sent;     // All that was started.
  std::string buffer;
  std::string heard;
  int started = 0;
  int completed = 0;
  bool shut = false;
};

// Plays the schedule of a seed and writes down what happens after each step, when nothing more
// does.
class Schedule {
public:
  Schedule(const std::string& backEnd, unsigned seed) : demuxer_(backEnd), random_(seed) {
    Listener listener(Address::loopback());
    for (int i = 0; i < kConnections; ++i) {
      ends_[2 * i].socket.connect(listener.address(), kForever);
      ends_[2 * i + 1].socket = std::move(*listener.accept(kForever));
    }
    for (End& end : ends_) end.socket.attach(demuxer_);
  }

  std::string play(int steps) {
    for (int step = 0; step < steps; ++step) {
      act();
      settle();
      std::sort(happened_.begin(), happened_.end());
      log_ += std::to_string(step) + ":";
      for (const std::string& event : happened_) log_ += " " + event;
      log_ += "\n";
      happened_.clear();
    }
    for (End& end : ends_) end.socket.close();
    demuxer_.run();
    for (int i = 0; i < 2 * kConnections; ++i) {
      const End& end = ends_[i];
      const End& peer = ends_[i ^ 1];
      EXPECT_EQ(end.started, end.completed) << "end " << i;
      EXPECT_EQ(end.heard, peer.sent.substr(0, end.heard.size())) << "end " << i;
    }
    return log_;
  }

private:
  static constexpr int kConnections = 4;

  // One receive or send of an end, for its completion.
  struct Watch {
    Schedule* schedule;
    int end;
    bool sends;

    void completed() { schedule->completed(end, sends); }
  };

  unsigned pick(unsigned count) { return static_cast<unsigned>(random_()) % count; }

  void act() {
    const int number = static_cast<int>(pick(2 * kConnections));
    End& end = ends_[number];
    if (!end.socket.isOpen()) return;
    const unsigned what = pick(100);
    if (what < 40) {
      startReceive(number, end);
    } else if (what < 75) {
      startSend(number, end);
    } else if (what < 82) {
      end.receive.cancel();
    } else if (what < 86) {
      end.send.cancel();
    } else if (what < 92) {
      if (end.send.isPending()) return;
      end.shut = true;
      end.socket.shutdownSend();
    } else if (what < 95) {
      end.socket.close();
    } else if (what < 96) {
      end.socket.reset();
    }
  }

  void startReceive(int number, End& end) {
    if (end.receive.isPending()) return;
    end.buffer.assign(1 + pick(3000), '\0');
    ++end.started;
    const Completion completion = watch(number, false);
    if (pick(2) == 0) {
      end.socket.receive(end.receive, end.buffer, completion);
    } else {
      end.socket.receiveExactly(end.receive, end.buffer, completion);
    }
  }

  // Little enough that the system takes it all at once.
  void startSend(int number, End& end) {
    if (end.send.isPending() || end.shut || end.sent.size() > 30'000) return;
    end.sending.resize(pick(2000));
    for (char& byte : end.sending) byte = static_cast<char>(random_());
    end.sent += end.sending;
    ++end.started;
    end.socket.send(end.send, bytesOf(end.sending), watch(number, true));
  }

  Completion watch(int number, bool sends) {
    watches_.push_back({this, number, sends});
    return Completion::to<&Watch::completed>(watches_.back());
  }

  void completed(int number, bool sends) {
    End& end = ends_[number];
    ++end.completed;
    const Transfer& transfer = sends ? static_cast<Transfer&>(end.send) : end.receive;
    happened_.push_back((sends ? "send " : "receive ") + std::to_string(number) + "=" +
                        std::to_string(static_cast<int>(transfer.outcome())) + "/" +
                        std::to_string(transfer.count()));
    if (!sends) end.heard.append(end.buffer, 0, transfer.count());
  }

  // Loopback brings everything soon.
  void settle() {
    while (demuxer_.runUntil(std::chrono::steady_clock::now() + 4ms)) {
    }
  }

  std::deque<Watch> watches_;
  End ends_[2 * kConnections];
  Demuxer demuxer_;
  std::mt19937 random_;
  std::vector<std::string> happened_;
  std::string log_;
};

TEST(Schedules, EveryMeansToWaitComesToTheSame) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::string expected;
    for (const std::string& backEnd : Demuxer::backEnds()) {
      const std::string log = Schedule(backEnd, seed).play(150);
      EXPECT_GT(log.size(), 1000U) << "something happened";
      if (expected.empty()) expected = log;
      EXPECT_EQ(log, expected) << backEnd;
    }
  }
}

}  // namespace
}  // namespace sys
