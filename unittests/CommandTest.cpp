// unittests/CommandTest.cpp -- What a command says of how its program runs holds for the program
// and for what that starts.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <climits>

#include "Children.hpp"
#include "OwnProcessors.hpp"
#include "TestHandles.hpp"
#include "sys/Process.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

void expectRefused(const Command& command, const std::string& why) {
  try {
    Process::start(command);
    ADD_FAILURE() << "it started";
  } catch (const std::string& error) {
    EXPECT_EQ(error.find(Process::executable().text() + ": " + why), 0U) << error;
  }
}

TEST(Command, GivesWayAsItIsToldAndNeverLessThanItsParent) {
  const int own = ownNiceness();
  EXPECT_EQ(outputOfChild("niceness"), std::to_string(own));
  const auto nicenessWith = [](Priority priority, std::vector<std::string> arguments = {}) {
    Command command = childCommand("niceness", std::move(arguments));
    command.priority(priority);
    return Process::capture(command).output;
  };
  EXPECT_EQ(nicenessWith(Priority::Low), std::to_string(std::min(own + 10, 19)));
  EXPECT_EQ(nicenessWith(Priority::Lowest), "19");
  EXPECT_EQ(nicenessWith(Priority::Lowest, {"again"}), "19");
}

// Up to a tenth: an emulator adds arguments of its own.
TEST(Command, FitsIfItsArgumentsAreNotTooMany) {
  const auto commandWith = [](std::size_t count) {
    std::vector<std::string> arguments(count, "ten bytes.");
    arguments.front() = "0";
    return childCommand("exit", std::move(arguments));
  };
  std::size_t most = 1;
  std::size_t tooMany = 1 << 20;
  while (tooMany - most > 1) {
    const std::size_t count = most + (tooMany - most) / 2;
    (Process::fits(commandWith(count)) ? most : tooMany) = count;
  }
  EXPECT_GT(most, 1000U);
  EXPECT_TRUE(Process::start(commandWith(most - most / 10)).wait().succeeded());
  EXPECT_THROW(Process::start(commandWith(tooMany + tooMany / 10)), std::string);
}

TEST(Command, FitsIfNoneOfItsArgumentsAndVariablesIsTooLong) {
  EXPECT_TRUE(Process::fits(childCommand("exit", {"0", std::string(1000, 'x')})));
  const std::string text(std::size_t{8} << 20, 'x');
  EXPECT_FALSE(Process::fits(childCommand("exit", {"0", text})));
  if (!native::kWindows) {
    Command command = childCommand("exit", {"0"});
    EXPECT_TRUE(Process::fits(command));
    command.environment(Environment::current().set("LONG", text));
    EXPECT_FALSE(Process::fits(command));
  }
  EXPECT_THROW(Process::fits(Command("no-such-program-anywhere")), std::string);
}

TEST(Command, GetsNoMoreMemoryThanItMayHave) {
  if (ownLimitedMemory() == 0) GTEST_SKIP() << "this system keeps to no limit of memory";
  const std::uint64_t atFirst = std::stoull(outputOfChild("allocate", {"0"}));
  const auto has = [&](const char* mebibytes) {
    Command command = childCommand("allocate", {mebibytes});
    command.limits(Limits().memory(atFirst + (256U << 20)));
    return Process::capture(command).status->succeeded();
  };
  EXPECT_TRUE(has("64"));
  EXPECT_FALSE(has("512"));
}

TEST(Command, EndsWhenItsProcessorTimeIsOver) {
  // Thirty seconds of work: a virtual machine that waits for its host may count far less of it.
  Command command = childCommand("work", {"30000", "1"});
  command.limits(Limits().cpuTime(1s));
  for (const bool shares : {false, true}) {
    if (shares) command.sharesTerminal();
    const ExitStatus status = Process::start(command).wait();
    ASSERT_FALSE(status.succeeded());
    EXPECT_FALSE(status.wasKilled());
    EXPECT_GE(status.usage().userTime + status.usage().systemTime, 500ms);
  }
}

TEST(Command, OpensAsManyFilesAsItMayWhereThatIsCounted) {
  for (Command command : {childCommand("open-files"), childCommand("in-child", {"open-files"})}) {
    command.limits(Limits().openFiles(100));
    if (native::kWindows) {
      expectRefused(command,
                    "cannot limit the open files of this program because Windows has no limit of "
                    "handles");
      continue;
    }
    const int opened = std::stoi(Process::capture(command).output);
    EXPECT_LE(opened, 97) << "three are open";
    EXPECT_GE(opened, 50);
  }
}

TEST(Command, HasTheLimitOfHandlesThatItsParentHadBeforeItRaisedItsOwn) {
  const std::string most = std::to_string(raiseHandleLimit(0));
  const std::string told = outputOfChild("raise-limit", {"200"});
  if (native::kWindows) {
    EXPECT_EQ(told, most + "\n" + most + "\n" + most + "\n" + most + "\n") << "there is none";
    return;
  }
  EXPECT_EQ(told.find("200\n"), 0U) << told;
  const std::uint64_t raised = std::stoull(told.substr(4));
  EXPECT_GT(raised, 200U);
  EXPECT_EQ(told, "200\n" + std::to_string(raised) + "\n200\n100\n");
}

TEST(Command, ALimitIsAtLeastOne) {
  EXPECT_THROW(Limits().cpuTime(0s), std::string);
  EXPECT_THROW(Limits().cpuTime(-1s), std::string);
  EXPECT_THROW(Limits().memory(0), std::string);
  EXPECT_THROW(Limits().openFiles(0), std::string);
}

TEST(Command, ALimitBeyondThisProcessesOwnIsNoError) {
  Command command = childCommand("exit", {"0"});
  Limits limits;
  limits.cpuTime(std::chrono::seconds::max()).memory(UINT64_MAX);
  if (!native::kWindows) limits.openFiles(UINT64_MAX);
  EXPECT_TRUE(Process::start(command.limits(limits)).wait().succeeded());
}

TEST(Command, RunsOnTheProcessorsThatAreNamed) {
  const std::vector<unsigned> own = ownProcessors();
  if (own.empty()) {
    expectRefused(childCommand("processors").processors({0}),
                  "cannot be bound to these processors because this system lets no program choose");
    return;
  }
  for (Command command : {childCommand("processors"), childCommand("in-child", {"processors"})}) {
    for (const unsigned number : {own.front(), own.back()}) {
      EXPECT_EQ(Process::capture(command.processors({number})).output,
                std::to_string(number) + " ");
    }
    EXPECT_EQ(Process::capture(command.processors(own)).output, outputOfChild("processors"));
  }
}

TEST(Command, ProcessorsThatAreNotThereAreRefused) {
  EXPECT_THROW(childCommand("processors").processors({}), std::string);
  for (const unsigned number : {4999U, UINT_MAX}) {
    expectRefused(childCommand("processors").processors({0, number}),
                  "cannot be bound to these processors because ");
  }
}

}  // namespace
}  // namespace sys
