// unittests/PipeTest.cpp -- Pipes to and from children, by every means of waiting.
#include "sys/Pipe.hpp"

#include <gtest/gtest.h>

#include "Children.hpp"
#include "sys/Task.hpp"

namespace sys {
namespace {

class PipeTest : public testing::TestWithParam<std::string> {
protected:
  // A child whose input and output are pipes.
  void start(const std::string& role, std::vector<std::string> arguments = {}) {
    Streams streams;
    streams.input(Stream::pipe(input_)).output(Stream::pipe(output_));
    process_.emplace(Process::start(childCommand(role, std::move(arguments)), streams));
  }

  Task<Moved> sendAll(std::string_view text) {
    const Moved moved = co_await send(input_, demuxer_, text);
    input_.close();
    co_return moved;
  }

  Task<std::string> receiveAll() {
    std::string all;
    std::vector<char> buffer(10'000);
    for (;;) {
      const Moved moved = co_await receive(output_, demuxer_, buffer);
      if (moved.outcome != Outcome::Done) break;
      all.append(buffer.data(), moved.count);
    }
    co_return all;
  }

  Demuxer demuxer_{GetParam()};
  Pipe input_;
  Pipe output_;
  std::optional<Process> process_;
};

INSTANTIATE_TEST_SUITE_P(Each, PipeTest, testing::ValuesIn(Demuxer::backEnds()),
                         [](const auto& test) { return test.param; });

Task<std::pair<Moved, std::string>> sendAndReceive(Task<Moved> sending,
                                                   Task<std::string> receiving) {
  auto [moved, text] = co_await whenAll(std::move(sending), std::move(receiving));
  co_return std::pair(moved, std::move(text));
}

TEST_P(PipeTest, WhatIsSentIsTheInputOfTheChildUpToTheClose) {
  start("input");
  std::string text;
  for (int i = 0; text.size() < 1'000'000; ++i) text += std::to_string(i) + "\n";
  const auto [moved, output] = run(demuxer_, sendAndReceive(sendAll(text), receiveAll()));
  EXPECT_EQ(moved.outcome, Outcome::Done);
  EXPECT_EQ(moved.count, text.size());
  EXPECT_TRUE(output == text + "end") << output.size();
  EXPECT_TRUE(process_->wait().succeeded());
}

TEST_P(PipeTest, NothingSentIsAnEmptyInput) {
  start("input");
  const auto [moved, output] = run(demuxer_, sendAndReceive(sendAll({}), receiveAll()));
  EXPECT_EQ(moved.outcome, Outcome::Done);
  EXPECT_EQ(output, "end");
}

TEST_P(PipeTest, SendSaysResetWhenNobodyReadsAnyMore) {
  start("input", {"10"});
  const std::string text(1'000'000, 'x');
  const auto [moved, output] = run(demuxer_, sendAndReceive(sendAll(text), receiveAll()));
  EXPECT_EQ(moved.outcome, Outcome::Reset);
  EXPECT_LT(moved.count, text.size());
  EXPECT_EQ(output, "xxxxxxxxxxmore");
  EXPECT_TRUE(process_->wait().succeeded());
}

TEST_P(PipeTest, ASendThatWaitsCanBeCancelled) {
  start("hang");
  const std::string text(1'000'000, 'x');
  struct Ended {
    int calls = 0;
    void count() { ++calls; }
  } ended;
  Send sending;
  input_.send(sending, demuxer_, text, Completion::to<&Ended::count>(ended));
  demuxer_.runUntil(std::chrono::steady_clock::now() + std::chrono::milliseconds(50));
  EXPECT_EQ(ended.calls, 0);
  sending.cancel();
  demuxer_.run();
  EXPECT_EQ(ended.calls, 1);
  EXPECT_EQ(sending.outcome(), Outcome::Cancelled);
  EXPECT_LT(sending.count(), text.size());
}

TEST_P(PipeTest, EachLeadsOneWay) {
  start("hang");
  char buffer[8];
  Send sending;
  Receive receiving;
  const Completion never([](void*) {}, nullptr);
  EXPECT_THROW(output_.send(sending, demuxer_, "text", never), std::string);
  EXPECT_THROW(input_.receive(receiving, demuxer_, buffer, never), std::string);
  input_.close();
  EXPECT_THROW(input_.send(sending, demuxer_, "text", never), std::string);
}

}  // namespace
}  // namespace sys
