#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <string>

#include "sys/Demuxer.hpp"
#include "sys/Listener.hpp"
#include "sys/Socket.hpp"
#include "sys/Timer.hpp"

namespace sys {

/// Counts and keeps what completions bring.
struct Ended {
  int calls = 0;
  std::function<void()> then;

  Completion completion() { return Completion::to<&Ended::call>(*this); }
  void call() {
    ++calls;
    if (then) then();
  }
};

/// Whether it has ended so, and not by an error.
inline bool endedAs(const Operation& operation, Outcome outcome) {
  try {
    return operation.outcome() == outcome;
  } catch (const std::string&) {
    return false;
  }
}

/// Each test runs with each means to wait that the system has.
class StreamTest : public testing::TestWithParam<std::string> {
protected:
  // Two ends of one connection, both at home in `demuxer`.
  struct Pair {
    Socket client;
    Socket server;
  };

  Pair connected(const Address& at = Address::loopback()) { return connected(demuxer, at); }

  static Pair connected(Demuxer& home, const Address& at) {
    Listener listener(at);
    Pair pair;
    Connect connect;
    Accept accept;
    Ended ended;
    listener.accept(accept, home, ended.completion());
    pair.client.connect(connect, home, listener.address(), ended.completion());
    home.run();
    EXPECT_EQ(connect.outcome(), Outcome::Done);
    EXPECT_EQ(accept.outcome(), Outcome::Done);
    EXPECT_EQ(ended.calls, 2);
    pair.server = accept.take();
    EXPECT_TRUE(pair.server.isOpen());
    return pair;
  }

  // What comes first, or a failure after a time that no machine needs.
  void runWithin(std::chrono::seconds limit = std::chrono::seconds(60)) {
    const Deadline end = std::chrono::steady_clock::now() + limit;
    while (demuxer.runUntil(end)) {
      ASSERT_LT(std::chrono::steady_clock::now(), end) << "it takes too long";
    }
  }

  // As long as something completes within a moment.
  void runUntilIdle() {
    while (demuxer.runUntil(std::chrono::steady_clock::now() + std::chrono::milliseconds(20))) {
    }
  }

  Demuxer demuxer{GetParam()};
};

/// Bytes that differ from place to place, and from one part of the length of a buffer to the next.
inline std::string numbered(std::size_t size) {
  std::string part(65521, '\0');
  for (std::size_t i = 0; i < part.size(); ++i) part[i] = static_cast<char>(i * 31 + i / 251);
  std::string text;
  text.reserve(size + part.size());
  while (text.size() < size) text += part;
  text.resize(size);
  return text;
}

inline std::span<const char> bytesOf(const std::string& text) { return {text.data(), text.size()}; }

}  // namespace sys
