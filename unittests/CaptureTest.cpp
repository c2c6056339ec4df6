// unittests/CaptureTest.cpp -- Children captured in a loop, by every means of waiting.
#include "sys/Capture.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "Children.hpp"
#include "Counter.hpp"
#include "TestHandles.hpp"
#include "Thrown.hpp"
#include "sys/Task.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

// The lines of a capture, each with what is said of it.
struct CapturedLines {
  std::vector<std::string> all;
  Capture* killed = nullptr;     // By the first line.
  Capture* cancelled = nullptr;  // Likewise.
  std::string thrown;            // By the first line, if not empty.

  void take(const CapturedLine& line) {
    std::string text(line.text);
    if (line.isError) text.insert(0, "error: ");
    if (line.isCut) text += " (cut)";
    all.push_back(std::move(text));
    if (killed != nullptr) killed->kill();
    if (cancelled != nullptr) cancelled->cancel();
    if (!thrown.empty()) throw std::string(thrown);
  }

  LineCallback callback() { return LineCallback::to<&CapturedLines::take>(*this); }
};

class CaptureTest : public testing::TestWithParam<std::string> {
protected:
  static Deadline in(std::chrono::milliseconds time) {
    return std::chrono::steady_clock::now() + time;
  }

  // Captures to the end.
  Captured capture(const Command& command, const CaptureOptions& options = {},
                   Deadline deadline = in(kPatience)) {
    start(command, options, deadline);
    demuxer_.run();
    EXPECT_EQ(completions_, 1);
    EXPECT_FALSE(capture_.isPending());
    return capture_.take();
  }

  void start(const Command& command, const CaptureOptions& options = {},
             Deadline deadline = in(kPatience)) {
    completions_ = 0;
    capture_.start(demuxer_, command, Completion::to<&CaptureTest::completed>(*this), deadline,
                   options);
    EXPECT_TRUE(capture_.isPending());
  }

  std::vector<std::string> linesOf(const std::string& text, std::size_t longest) {
    CapturedLines lines;
    capture(childCommand("say-and-hang", {text, "0"}),
            CaptureOptions().lines(lines.callback(), longest));
    return lines.all;
  }

  void completed() { ++completions_; }

  int completions_ = 0;
  Capture capture_;
  Demuxer demuxer_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Each, CaptureTest, testing::ValuesIn(Demuxer::backEnds()),
                         [](const auto& test) { return test.param; });

std::string numbersUpTo(std::size_t size) {
  std::string text;
  for (int i = 0; text.size() < size; ++i) text += std::to_string(i) + "\n";
  return text;
}

TEST_P(CaptureTest, InputIsFedWhileOutputIsTaken) {
  const std::string text = numbersUpTo(2'000'000);
  const Captured captured = capture(childCommand("input"), CaptureOptions().input(text));
  EXPECT_EQ(capture_.outcome(), Outcome::Done);
  ASSERT_TRUE(captured.status);
  EXPECT_TRUE(captured.status->succeeded());
  EXPECT_TRUE(captured.output == text + "end") << captured.output.size();
  EXPECT_EQ(captured.outputDropped, 0U);
}

TEST_P(CaptureTest, AChildNeedNotReadItsInput) {
  const std::string text(1'000'000, 'x');
  Captured captured = capture(childCommand("exit", {"3"}), CaptureOptions().input(text));
  EXPECT_EQ(capture_.outcome(), Outcome::Done);
  ASSERT_TRUE(captured.status);
  EXPECT_EQ(captured.status->code(), 3U);
  captured = capture(childCommand("input", {"5"}), CaptureOptions().input(text));
  EXPECT_EQ(capture_.outcome(), Outcome::Done);
  EXPECT_EQ(captured.output, "xxxxxmore");
}

TEST_P(CaptureTest, OutputAndErrorAreMergedInOrderOrSeparate) {
  const Command command = childCommand("both", {"3"});
  Captured captured = capture(command);
  EXPECT_EQ(captured.output, "out\nerr\nout\nerr\nout\nerr\n");
  EXPECT_EQ(captured.error, "");
  captured = capture(command, CaptureOptions().streams(CapturedStreams::Separate));
  EXPECT_EQ(captured.output, "out\nout\nout\n");
  EXPECT_EQ(captured.error, "err\nerr\nerr\n");
}

TEST_P(CaptureTest, WhatIsNotCapturedIsThisProcessesOwn) {
  EXPECT_EQ(outputOfChild("capture", {"output"}), "err\ncaptured: out\n");
  EXPECT_EQ(outputOfChild("capture", {"none"}), "out\nerr\ncaptured: ");
}

TEST_P(CaptureTest, WhatIsBeyondTheMostToBeKeptIsCountedAndTheChildGoesOn) {
  Captured captured = capture(childCommand("many", {"5"}), CaptureOptions().keepAtMost(1000));
  ASSERT_TRUE(captured.status);
  EXPECT_TRUE(captured.status->succeeded());
  EXPECT_EQ(captured.output, std::string(1000, 'x'));
  EXPECT_EQ(captured.outputDropped, 5 * 65536 - 1000U);
  captured = capture(childCommand("both", {"3"}),
                     CaptureOptions().streams(CapturedStreams::Separate).keepAtMost(5));
  EXPECT_EQ(captured.output, "out\no");
  EXPECT_EQ(captured.outputDropped, 7U);
  EXPECT_EQ(captured.error, "err\ne");
  EXPECT_EQ(captured.errorDropped, 7U);
  captured = capture(childCommand("both", {"3"}), CaptureOptions().keepAtMost(0));
  EXPECT_EQ(captured.output, "");
  EXPECT_EQ(captured.outputDropped, 24U);
}

TEST_P(CaptureTest, LinesAreWholeAndWithoutTheirEnds) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(linesOf("", 9), Texts());
  EXPECT_EQ(linesOf("one\n\ntwo\r\n\rthree\r\n\n", 9), (Texts{"one", "", "two", "\rthree", ""}));
  EXPECT_EQ(linesOf("one\ntwo", 9), (Texts{"one", "two"}));
  EXPECT_EQ(linesOf("12345\n123456\n12345\r\n12345\r6\n123456", 5),
            (Texts{"12345", "12345 (cut)", "12345", "12345 (cut)", "12345 (cut)"}));
}

TEST_P(CaptureTest, LinesOfManyPiecesAreWhole) {
  const std::string text = numbersUpTo(500'000);
  CapturedLines lines;
  const Captured captured = capture(
      childCommand("input"), CaptureOptions().input(text).keepAtMost(10).lines(lines.callback()));
  ASSERT_FALSE(lines.all.empty());
  EXPECT_EQ(lines.all.back(), "end");
  for (std::size_t i = 0; i + 1 < lines.all.size(); ++i) ASSERT_EQ(lines.all[i], std::to_string(i));
  EXPECT_EQ(captured.output.size(), 10U);
  lines.all.clear();
  capture(childCommand("many", {"4"}), CaptureOptions().lines(lines.callback(), 100'000));
  ASSERT_EQ(lines.all.size(), 1U);
  EXPECT_EQ(lines.all.front(), std::string(100'000, 'x') + " (cut)");
}

TEST_P(CaptureTest, LinesOfBothStreamsAreTold) {
  CapturedLines lines;
  capture(childCommand("both", {"1"}),
          CaptureOptions().streams(CapturedStreams::Separate).lines(lines.callback()));
  std::sort(lines.all.begin(), lines.all.end());
  EXPECT_EQ(lines.all, (std::vector<std::string>{"error: err", "out"}));
}

TEST_P(CaptureTest, ALineMayKillWhileTheChildRuns) {
  CapturedLines lines;
  lines.killed = &capture_;
  const Captured captured =
      capture(childCommand("say-and-hang"), CaptureOptions().lines(lines.callback()), kForever);
  EXPECT_EQ(capture_.outcome(), Outcome::Done);
  ASSERT_TRUE(captured.status);
  EXPECT_TRUE(captured.status->wasKilled());
  EXPECT_EQ(captured.output, "here\n");
}

TEST_P(CaptureTest, ALineMayCancelAndIsTheLast) {
  CapturedLines lines;
  lines.cancelled = &capture_;
  const Captured captured = capture(childCommand("say-and-hang", {"one\ntwo\nthree"}),
                                    CaptureOptions().lines(lines.callback()), kForever);
  EXPECT_EQ(capture_.outcome(), Outcome::Cancelled);
  EXPECT_FALSE(captured.status);
  EXPECT_EQ(lines.all, std::vector<std::string>{"one"});
}

TEST_P(CaptureTest, WhatALineThrowsEndsItAndIsItsError) {
  CapturedLines lines;
  lines.thrown = "enough";
  const Captured captured = capture(childCommand("say-and-hang", {"one\ntwo\n"}),
                                    CaptureOptions().lines(lines.callback()), kForever);
  EXPECT_EQ(thrownBy([&] { capture_.outcome(); }), "enough");
  EXPECT_FALSE(captured.status);
  EXPECT_EQ(captured.output, "one\ntwo\n");
  EXPECT_EQ(lines.all, std::vector<std::string>{"one"});
}

TEST_P(CaptureTest, TheDeadlineHoldsAgainstEveryShapeAndKeepsWhatHadArrived) {
  const std::string input(1'000'000, 'x');
  struct Shape {
    Command command;
    CaptureOptions options;
    std::string output;
  } const shapes[] = {
      {childCommand("say-and-hang"), {}, "here\n"},
      {childCommand("say-and-hang"), CaptureOptions().input(input), "here\n"},
      {childCommand("leave-child", {"wait"}), {}, "grandchild\n"},
      {childCommand("leave-child", {"apart"}), {}, "grandchild\n"},
      {childCommand("leave-child", {"leave"}), CaptureOptions().awaitWriters(), "grandchild\n"},
      {childCommand("write-until-false"), CaptureOptions().keepAtMost(6), "x\nx\nx\n"},
  };
  std::vector<std::string> arrived;
  const auto allHadArrived = [&](std::chrono::milliseconds time) {
    Counter completed;
    Capture captures[std::size(shapes)];
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < std::size(shapes); ++i) {
      captures[i].start(demuxer_, shapes[i].command, completed.completion(), begin + time,
                        shapes[i].options);
    }
    demuxer_.run();
    EXPECT_EQ(static_cast<std::size_t>(completed.calls), std::size(shapes));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, time + kLeftBehind / 2);
    arrived.clear();
    for (std::size_t i = 0; i < std::size(shapes); ++i) {
      EXPECT_EQ(captures[i].outcome(), Outcome::TimedOut);
      const Captured captured = captures[i].take();
      EXPECT_FALSE(captured.status);
      arrived.push_back(captured.output);
    }
    return std::equal(arrived.begin(), arrived.end(), shapes,
                      [](auto& text, auto& shape) { return text == shape.output; });
  };
  withMoreTime(allHadArrived);
  for (std::size_t i = 0; i < std::size(shapes); ++i) EXPECT_EQ(arrived[i], shapes[i].output);
}

TEST_P(CaptureTest, ItMayAwaitEverybodyWhoCouldWrite) {
  const Captured captured =
      capture(childCommand("leave-child", {"leave", "1"}), CaptureOptions().awaitWriters());
  EXPECT_EQ(capture_.outcome(), Outcome::Done);
  EXPECT_EQ(captured.output, "grandchild\nover\n");
  ASSERT_TRUE(captured.status);
  EXPECT_TRUE(captured.status->succeeded());
}

TEST_P(CaptureTest, CancelKillsAndCompletes) {
  start(childCommand("hang"), {}, kForever);
  demuxer_.runUntil(in(20ms));
  EXPECT_EQ(completions_, 0);
  capture_.cancel();
  EXPECT_TRUE(capture_.isPending()) << "its completion comes from the loop";
  demuxer_.run();
  EXPECT_EQ(completions_, 1);
  EXPECT_EQ(capture_.outcome(), Outcome::Cancelled);
  EXPECT_EQ(leftChildren(), 0U);
  capture_.cancel();  // Without effect.
  capture_.kill();
  capture_.terminate();
}

TEST_P(CaptureTest, ADemuxerThatIsDestroyedCancels) {
  Counter completed;
  Capture capture;
  {
    Demuxer demuxer{GetParam()};
    capture.start(demuxer, childCommand("hang"), completed.completion());
  }
  EXPECT_EQ(completed.calls, 1);
  EXPECT_EQ(capture.outcome(), Outcome::Cancelled);
  EXPECT_EQ(leftChildren(), 0U);
}

TEST_P(CaptureTest, WhatCannotBeStartedIsThrownAndItIsFree) {
  EXPECT_NE(thrownBy([&] { start(Command("no-such-program-anywhere")); }).find("no-such-program"),
            std::string::npos);
  EXPECT_FALSE(capture_.isPending());
  EXPECT_EQ(capture(childCommand("exit", {"0"})).output, "");
  EXPECT_EQ(capture_.outcome(), Outcome::Done);
}

TEST_P(CaptureTest, StartingItTwiceIsRefused) {
  start(childCommand("exit", {"0"}));
  EXPECT_THROW(start(childCommand("exit", {"0"})), std::string);
  demuxer_.run();
}

TEST_P(CaptureTest, ManyRunInOneLoop) {
  Counter completed;
  Capture captures[8];
  for (Capture& one : captures) {
    const std::string name = std::to_string(&one - captures);
    one.start(demuxer_, childCommand("arguments", {name}), completed.completion());
  }
  demuxer_.run();
  EXPECT_EQ(completed.calls, 8);
  for (Capture& one : captures) {
    EXPECT_EQ(one.take().output, "[" + std::to_string(&one - captures) + "]\n");
  }
}

Task<std::string> outputOf(Demuxer& demuxer, std::string text) {
  const CaptureEnd end =
      co_await sys::capture(demuxer, childCommand("input"), kForever, CaptureOptions().input(text));
  co_return end.outcome == Outcome::Done ? end.captured.output : "not done";
}

Task<Outcome> captureForEver(Demuxer& demuxer) {
  const CaptureEnd end = co_await sys::capture(demuxer, childCommand("hang"));
  co_return end.outcome;
}

TEST_P(CaptureTest, ATaskAwaitsIt) {
  const auto [first, second] =
      run(demuxer_, [](Demuxer& demuxer) -> Task<std::pair<std::string, std::string>> {
        auto [one, two] = co_await whenAll(outputOf(demuxer, "one "), outputOf(demuxer, "two "));
        co_return std::pair(one, two);
      }(demuxer_));
  EXPECT_EQ(first, "one end");
  EXPECT_EQ(second, "two end");
  const auto inTime = [](Demuxer& demuxer, Deadline deadline) -> Task<bool> {
    const auto outcome = co_await withDeadline(demuxer, deadline, captureForEver(demuxer));
    co_return outcome.has_value();
  };
  EXPECT_FALSE(run(demuxer_, inTime(demuxer_, in(50ms))));
  EXPECT_EQ(leftChildren(), 0U);
}

}  // namespace
}  // namespace sys
