// unittests/ProcessTreeTest.cpp -- Who is ended with a child that is killed, and who lives on after
// one that ends.
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "Children.hpp"
#include "sys/CommandLine.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Pipe.hpp"
#include "sys/Process.hpp"

namespace sys {
namespace {

ExitStatus statusOfKilled(const Command& command) {
  Process process = Process::start(command);
  process.kill();
  const ExitStatus status = process.wait();
  process.kill();  // Without effect.
  return status;
}

TEST(Process, KilledIsToldFromFailed) {
  const ExitStatus status = statusOfKilled(childCommand("hang"));
  EXPECT_TRUE(status.wasKilled());
  EXPECT_FALSE(status.succeeded());
  EXPECT_EQ(status.describe().find("was killed"), 0U) << status.describe();
}

TEST(Process, AKillTellsWhomItReached) {
  const ExitStatus plain = statusOfKilled(childCommand("hang"));
  EXPECT_EQ(plain.reach(), native::kWindows ? KillReach::Tree : KillReach::Group);
  EXPECT_EQ(plain.describe(), native::kWindows
                                  ? "was killed"
                                  : "was killed; what had left its process group may live on");
  const ExitStatus sharing = statusOfKilled(childCommand("hang").sharesTerminal());
  EXPECT_EQ(sharing.reach(), KillReach::Child);
  EXPECT_EQ(sharing.describe(), "was killed; what it had started may live on");
  const ExitStatus contained = statusOfKilled(childCommand("hang").contained());
  EXPECT_GE(contained.reach(), plain.reach());
  const ExitStatus both = statusOfKilled(childCommand("hang").contained().sharesTerminal());
  EXPECT_EQ(both.reach() == KillReach::Tree, contained.reach() == KillReach::Tree);
}

// Takes all that a child and those it has started write, until none of them is left, and kills it
// when it has said something.
class Watched {
public:
  Watched(const Command& command, const std::string& last) : last_(last) {
    Streams streams;
    streams.input(Stream::null()).output(Stream::pipe(pipe_)).errorToOutput();
    process_.emplace(Process::start(command, streams));
    more();
    demuxer_.runUntil(std::chrono::steady_clock::now() + kPatience);
  }

  // Nothing if somebody is left who could write.
  std::optional<std::string> output() const {
    if (receive_.isPending() || receive_.outcome() != Outcome::EndOfStream) return std::nullopt;
    return output_;
  }

  ExitStatus status() { return process_->wait(); }

private:
  void more() {
    pipe_.receive(receive_, demuxer_, buffer_, Completion::to<&Watched::arrived>(*this));
  }

  void arrived() {
    if (receive_.outcome() != Outcome::Done) return;
    output_.append(buffer_, receive_.count());
    if (output_.find(last_) != output_.npos) {
      process_->kill();
      process_->wait();
    }
    more();
  }

  Pipe pipe_;
  char buffer_[4096];
  std::string last_;
  std::string output_;
  std::optional<Process> process_;
  Receive receive_;
  Demuxer demuxer_;
};

TEST(Process, KillEndsWhatTheChildStarted) {
  Watched watched(childCommand("leave-child", {"wait"}), "grandchild\n");
  EXPECT_EQ(watched.output(), "grandchild\n");
  EXPECT_TRUE(watched.status().wasKilled());
}

struct ShellLine {
  const char* text;  // X is a program that says that it is there and runs on.
  int count;         // How many of these run at once.
};

constexpr ShellLine kShellLines[] = {
    {"X", 1},
    {"exec X", 1},
    {"X; true", 1},
    {"(X; true); true", 1},
    {"X & wait", 1},
    {"X & X & wait", 2},
    {"(X &); X", 2},
    {"{ X; } & X", 2},
    {"X >&2 | X", 2},
    {"X | while read line; do echo $line; done", 1},
    {": $(X >&2)", 1},
    {"while :; do X; done", 1},
    {"trap '' HUP INT TERM; X & X", 2},
    {"trap 'X' TERM EXIT; X", 1},
};

Command commandOf(const ShellLine& line) {
  std::string text;
  for (const char* at = line.text; *at != '\0'; ++at) {
    if (*at == 'X') {
      text += CommandLine::quote(Process::executable().text()) + " --child say-and-hang";
    } else {
      text += *at;
    }
  }
  return Command::line(text);
}

TEST(Process, KillEndsAllThatAShellHasStarted) {
  if (native::kWindows) return;  // There is no sh.
  for (const ShellLine& line : kShellLines) {
    std::string all;
    for (int i = 0; i < line.count; ++i) all += "here\n";
    Watched child(commandOf(line), all);
    EXPECT_TRUE(child.output()) << line.text << ": somebody lives on";
    EXPECT_TRUE(child.status().wasKilled()) << line.text;
  }
}

TEST(Process, TheDeadlineHoldsWhateverAShellHasStarted) {
  if (native::kWindows) return;  // There is no sh.
  for (const ShellLine& line : kShellLines) {
    const Deadline deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
    EXPECT_FALSE(Process::capture(commandOf(line), deadline).status) << line.text;
    EXPECT_GE(std::chrono::steady_clock::now(), deadline) << line.text;
  }
}

// Who lives on says so, and ends by itself.
TEST(Process, KillEndsWhatHasLeftTheSessionWhereItReachesTheTree) {
  for (const bool isContained : {false, true}) {
    Command command = childCommand("leave-apart", {"hang", "2"});
    if (isContained) command.contained();
    Watched watched(command, "apart\n");
    const ExitStatus status = watched.status();
    EXPECT_TRUE(status.wasKilled());
    const bool all = status.reach() == KillReach::Tree;
    EXPECT_EQ(watched.output(), all ? "apart\n" : "apart\nover\n");
    EXPECT_EQ(removeControlGroups(), 0U);
  }
}

TEST(Process, WhatAContainedChildLeavesBehindLivesOn) {
  Streams streams;
  Pipe pipe;
  streams.output(Stream::pipe(pipe));
  Command command = childCommand("leave-apart", {"leave", "1"});
  Process process = Process::start(command.contained(), streams);
  EXPECT_TRUE(process.wait().succeeded());
  EXPECT_EQ(removeControlGroups(), 0U);
  EXPECT_EQ(restOf(pipe), "apart\nover\n");
}

TEST(Process, KillReachesWhatIsBeingStarted) {
  Command command = childCommand("storm", {"50", "2"});
  Watched watched(command.contained(), "x");
  const ExitStatus status = watched.status();
  EXPECT_TRUE(status.wasKilled());
  const std::optional<std::string> output = watched.output();
  ASSERT_TRUE(output) << "somebody lives";
  if (status.reach() == KillReach::Tree) {
    EXPECT_EQ(output->find("over"), output->npos) << *output;
  }
  EXPECT_EQ(removeControlGroups(), 0U);
}

TEST(Process, AContainedChildMayContainItsOwn) {
  Watched watched(childCommand("contain", {"leave-apart", "hang", "2"}).contained(), "apart\n");
  const bool all = watched.status().reach() == KillReach::Tree;
  EXPECT_EQ(watched.output(), all ? "apart\n" : "apart\nover\n");
  EXPECT_EQ(removeControlGroups(), 0U);
}

}  // namespace
}  // namespace sys
