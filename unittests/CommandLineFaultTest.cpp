// unittests/CommandLineFaultTest.cpp -- Command lines are text: memory is all that can run out.
#include "sys/CommandLine.hpp"

#include "FaultLoop.hpp"

namespace sys {
namespace {

using CommandLineFaults = FaultTest;

TEST_F(CommandLineFaults, EveryOperationSaysThatMemoryRanOut) {
  const std::vector<std::string> arguments = {"a program with a long name",
                                              "an 'argument' that is long", "short"};
  for (const CommandStyle style : {CommandStyle::Sh, CommandStyle::Windows, CommandStyle::Cmd}) {
    const auto scenario = [&](FaultRun& run) {
      run.call([&] { return CommandLine::quote(arguments[1], style); });
      run.call([&] { return CommandLine::responseFile(arguments, style); });
      const auto joined = run.call([&] { return CommandLine::join(arguments, style); });
      if (!joined) return;
      const auto split = run.call([&] { return CommandLine::split(*joined, style); });
      if (split) {
        EXPECT_EQ(*split, arguments);
      }
    };
    const char* names[] = {"sh", "windows", "cmd"};
    fail(std::string("CommandLine, ") + names[static_cast<int>(style)], scenario);
  }
}

}  // namespace
}  // namespace sys
