// unittests/PseudoTerminalTest.cpp -- Children at a terminal, by every means of waiting.
#include "sys/PseudoTerminal.hpp"

#include <gtest/gtest.h>

#include <array>
#include <utility>

#include "Children.hpp"
#include "TemporaryTree.hpp"
#include "TestHandles.hpp"
#include "Thrown.hpp"
#include "sys/Capture.hpp"
#include "sys/File.hpp"

namespace sys {
namespace {

class PseudoTerminalTest : public testing::TestWithParam<std::string> {
protected:
  Process start(const Command& command) {
    Streams streams;
    streams.terminal(terminal_);
    return Process::start(command, streams);
  }

  Captured capture(const Command& command, const CaptureOptions& options,
                   Deadline deadline = std::chrono::steady_clock::now() + kPatience) {
    Capture capture;
    capture.start(demuxer_, command, Completion([](void*) {}, nullptr), deadline, options);
    demuxer_.run();
    return capture.take();
  }

  void type(const std::string& text) {
    Send send;
    terminal_.input().send(send, demuxer_, text, Completion([](void*) {}, nullptr));
    demuxer_.run();
    EXPECT_EQ(send.outcome(), Outcome::Done);
  }

  // What is shown, up to `last`, or to the end where that does not come.
  std::string shown(const std::string& last) {
    std::string text;
    std::array<char, 256> buffer;
    Receive receive;
    do {
      if (text.find(last) != std::string::npos) break;
      terminal_.output().receive(receive, demuxer_, buffer, Completion([](void*) {}, nullptr));
      demuxer_.run();
      text.append(buffer.data(), receive.count());
    } while (receive.outcome() == Outcome::Done);
    return text;
  }

  // All that is still shown when a child has ended.
  std::string shownAfter(Process& child) {
    child.wait(std::chrono::steady_clock::now() + kPatience);
    terminal_.programEnded();
    return shown("what nobody shows");
  }

  Demuxer demuxer_{GetParam()};
  PseudoTerminal terminal_;
};

INSTANTIATE_TEST_SUITE_P(Each, PseudoTerminalTest, testing::ValuesIn(Demuxer::backEnds()),
                         [](const auto& test) { return test.param; });

// A child for whom colour is welcome if there is a terminal.
Command colorful(const std::string& role, std::vector<std::string> arguments = {}) {
  Command command = childCommand(role, std::move(arguments));
  command.environment(Environment::current().set("TERM", "xterm").unset("NO_COLOR"));
  return command;
}

bool hasPart(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_P(PseudoTerminalTest, AChildSeesATerminalOfTheSizeThatItHas) {
  terminal_ = PseudoTerminal({57, 20});
  Process child = start(colorful("terminal"));
  const std::string text = shownAfter(child);
  EXPECT_TRUE(hasPart(text, "interactive 1 color 1 width 57")) << text;
}

TEST_P(PseudoTerminalTest, ItsBytesArriveInOrder) {
  const Captured captured = capture(childCommand("both", {"100"}), CaptureOptions().terminal({}));
  ASSERT_TRUE(captured.status);
  EXPECT_TRUE(captured.status->succeeded());
  if (native::kWindows) {
    EXPECT_TRUE(hasPart(captured.output, "err")) << "of a console as much as it shows";
    return;
  }
  std::string all;
  for (int i = 0; i < 100; ++i) all += "out\nerr\n";
  EXPECT_EQ(captured.output, all);
}

TEST_P(PseudoTerminalTest, NothingOfMuchOutputIsLost) {
  const Captured captured = capture(childCommand("many", {"40"}), CaptureOptions().terminal({}));
  ASSERT_TRUE(captured.status);
  EXPECT_TRUE(captured.status->succeeded());
  if (!native::kWindows) {
    EXPECT_EQ(captured.output, std::string(std::size_t{40} * 65536, 'x'));
  }
}

TEST_P(PseudoTerminalTest, WhatIsTypedIsShownAndRead) {
  Process child = start(childCommand("input"));
  type("typed\r");
  const std::string echo = shown("typed");
  EXPECT_TRUE(hasPart(echo, "typed")) << echo;
  type(native::kWindows ? "\x1a\r" : "\x04");
  const std::string text = shownAfter(child);
  EXPECT_TRUE(hasPart(text, "end")) << text;
  EXPECT_TRUE(child.wait().succeeded());
}

TEST_P(PseudoTerminalTest, CtrlCReachesItsPrograms) {
  Process child = start(childCommand("say-and-hang"));
  EXPECT_TRUE(hasPart(shown("here"), "here"));
  type("\x03");
  const ExitStatus status = child.wait();
  EXPECT_FALSE(status.succeeded());
  if (!native::kWindows) {
    EXPECT_EQ(status.signal(), 2) << status.describe();
  }
}

TEST_P(PseudoTerminalTest, AnotherSizeIsSeen) {
  Process child = start(colorful("terminal", {"later"}));
  EXPECT_TRUE(hasPart(shown("ready"), "ready"));
  terminal_.resize({91, 30});
  type("\r");
  const std::string text = shownAfter(child);
  EXPECT_TRUE(hasPart(text, "width 91")) << text;
}

TEST_P(PseudoTerminalTest, ItIsTheOneThatItsProgramsAskFor) {
  Process child = start(childCommand("ask-terminal", {std::to_string(ownProcessId())}));
  const std::string text = shownAfter(child);
  EXPECT_TRUE(hasPart(text, "who asks? other")) << text;
  EXPECT_TRUE(child.wait().succeeded());
}

TEST_P(PseudoTerminalTest, ClosingItEndsItsPrograms) {
  Process child = start(childCommand("say-and-hang"));
  EXPECT_TRUE(hasPart(shown("here"), "here"));
  EXPECT_TRUE(terminal_.isOpen());
  terminal_.close();
  EXPECT_FALSE(terminal_.isOpen());
  EXPECT_FALSE(terminal_.output().isOpen());
  const ExitStatus status = child.wait();
  EXPECT_FALSE(status.succeeded());
  EXPECT_FALSE(status.wasKilled());
  if (!native::kWindows) {
    EXPECT_EQ(status.signal(), 1) << status.describe();
  }
}

TEST_P(PseudoTerminalTest, WhatIsSaidOfAStreamCounts) {
  const TemporaryTree tree;
  Streams streams;
  streams.terminal(terminal_).input(Stream::null()).error(Stream::to(tree / "error"));
  Process child = Process::start(childCommand("both", {"1"}), streams);
  const std::string text = shownAfter(child);
  EXPECT_TRUE(hasPart(text, "out")) << text;
  EXPECT_EQ(File::read(tree / "error"), "err\n");
}

// A child that is captured reads nothing, and what it is given.
TEST_P(PseudoTerminalTest, ACapturedChildHasTheInputThatItIsGiven) {
  const auto options = [] { return CaptureOptions().terminal({100, 30}); };
  Captured captured = capture(childCommand("input"), options());
  EXPECT_TRUE(hasPart(captured.output, "end")) << captured.output;
  captured = capture(childCommand("input"), options().input("given, "));
  EXPECT_TRUE(hasPart(captured.output, "given, end")) << captured.output;
}

TEST_P(PseudoTerminalTest, TheDeadlineHoldsAlthoughSomebodyHasItOpen) {
  Captured captured;
  withMoreTime([&](std::chrono::milliseconds time) {
    captured = capture(childCommand("leave-child", {"wait"}), CaptureOptions().terminal({}),
                       std::chrono::steady_clock::now() + time);
    return !captured.output.empty();
  });
  EXPECT_TRUE(hasPart(captured.output, "grandchild")) << captured.output;
  EXPECT_FALSE(captured.status);
}

TEST_P(PseudoTerminalTest, ServesOneChildAfterTheOther) {
  for (const char* code : {"1", "2"}) {
    Process child = start(childCommand("exit", {code}));
    EXPECT_EQ(std::to_string(child.wait().code().value_or(0)), code);
  }
}

TEST(PseudoTerminal, WhatCannotBeAtOneIsRefused) {
  PseudoTerminal terminal;
  Streams streams;
  streams.terminal(terminal);
  const auto refused = [&](const Command& command) {
    return thrownBy([&] { Process::start(command, streams); });
  };
  EXPECT_TRUE(hasPart(refused(childCommand("exit").sharesTerminal()), "share"));
  EXPECT_TRUE(hasPart(refused(Command("no-such-program-anywhere")), "no-such-program"));
  EXPECT_TRUE(hasPart(thrownBy([&] { Process::startDetached(childCommand("exit"), streams); }),
                      "nobody's"));
  EXPECT_FALSE(terminal.isOpen());
  EXPECT_TRUE(hasPart(thrownBy([&] { terminal.resize({80, 24}); }), "not open"));
}

}  // namespace
}  // namespace sys
