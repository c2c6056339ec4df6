// unittests/sysmake/ProgramTest.cpp -- The whole program with real commands: what it says, what it
// leaves behind, and that nothing that happens to it makes it wrong afterwards.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "RandomBuild.hpp"
#include "RealBuild.hpp"
#include "TestHandles.hpp"

namespace sysmake {
namespace {

using Names = std::vector<std::string>;

constexpr std::chrono::seconds kPatience{60};
const std::string kStateFile = ".sysmake_state";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A build of two steps in a row, done once.
struct Chain : RealBuild {
  Chain() {
    write("build.ninja",
          manifestHead() + "build b: make a\n  name = first\nbuild c: make b\n  name = second\n");
    write("a", "1");
    EXPECT_EQ(run().steps, (Names{"first", "second"}));
  }

  void change(const std::string& file, const std::string& content) {
    awaitTick();
    write(file, content);
    awaitTick();
  }
};

TEST(Program, SaysWhenThereIsNothingToDo) {
  Chain build;
  const ToolRun run = build.run();
  EXPECT_EQ(run.code, 0u);
  EXPECT_EQ(run.output, "sysmake: no work to do.\n");
  EXPECT_EQ(run.steps, Names{});
}

TEST(Program, DryRunsDoNothing) {
  Chain build;
  build.change("a", "2");
  const auto before = build.files();
  const ToolRun run = build.run({"-n"});
  EXPECT_EQ(run.output, "[1/2] first\n[2/2] second\n");
  EXPECT_EQ(run.steps, Names{});
  EXPECT_EQ(build.files(), before);
}

TEST(Program, DepfilesGoOnceTheyAreRead) {
  RealBuild build;
  build.write("build.ninja", manifestHead() + "build b: gcc a\n  name = b\n");
  build.write("a", "uses h");
  build.write("h", "1");
  EXPECT_EQ(build.run({"-d", "keepdepfile"}).code, 0u);
  EXPECT_EQ(build.read("b.d"), "b: h\n");
  build.awaitTick();
  build.write("h", "2");
  EXPECT_EQ(build.run().steps, Names{"b"});
  EXPECT_FALSE(build.has("b.d"));
}

TEST(Program, MalformedManifestsAreShownAndNothingIsRun) {
  Chain build;
  const std::string manifest = build.read("build.ninja");
  build.change("a", "2");
  build.write("build.ninja", "rule r\n  command = c\nbuild a b c r d\n");
  const ToolRun run = build.run();
  EXPECT_EQ(run.code, 1u);
  EXPECT_EQ(run.output,
            "sysmake: error: build.ninja:3:16: expected ':' after the outputs, found the end of "
            "the line\nbuild a b c r d\n               ^\n");
  EXPECT_EQ(run.steps, Names{});
  build.write("build.ninja", manifest);
  EXPECT_EQ(build.run().steps, (Names{"first", "second"}));
}

TEST(Program, TellsWhatTookTimeIfAsked) {
  Chain build;
  build.change("a", "2");
  const ToolRun run = build.run({"-d", "stats"});
  for (const char* metric :
       {"manifest read", "state load", "scan", "node stat", "start edge", "finish edge"}) {
    EXPECT_TRUE(contains(run.output, std::string("\n") + metric + "  ")) << run.output;
  }
  EXPECT_TRUE(contains(run.output, "start edge                 2 ")) << run.output;
}

TEST(Program, CommandsGiveWayIfAsked) {
  RealBuild build;
  build.write("build.ninja", manifestHead() + "build a: niceness\n  name = a\n" +
                                 "build b: niceness a\n  name = b\n  pool = console\n");
  EXPECT_EQ(build.run().code, 0u);
  const std::string own = std::to_string(ownNiceness());
  EXPECT_EQ(build.read("a"), own);
  EXPECT_EQ(build.read("b"), own);
  build.remove("a");
  EXPECT_EQ(build.run({"--low-priority"}).steps, (Names{"a", "b"}));
  const std::string low = std::to_string(std::min(ownNiceness() + 10, 19));
  EXPECT_EQ(build.read("a"), low);
  EXPECT_EQ(build.read("b"), low);
}

TEST(Program, CommandsSeeATerminalIfAsked) {
  RealBuild build;
  build.write("build.ninja", manifestHead() + "build a: paint\n  name = a\n" +
                                 "build b: paint a\n  name = b\n  deps = msvc\n");
  ToolRun run = build.run();
  EXPECT_EQ(run.code, 0u);
  EXPECT_FALSE(contains(run.output, "\x1b[")) << run.output;
  build.remove("a");
  run = build.run({"--color"});
  EXPECT_EQ(run.steps, (Names{"a", "b"}));
  const std::string red = "\x1b[31mred";  // Windows' consoles end colours in ways of their own.
  EXPECT_TRUE(contains(run.output, sys::native::kWindows ? red : red + "\x1b[0m\n")) << run.output;
  EXPECT_EQ(build.read("a"), "80");
  EXPECT_TRUE(contains(run.output, "\nred\n")) << "what is read for includes is a plain text";
}

TEST(Program, ACommandGetsNoMoreMemoryThanItMayHave) {
  if (ownLimitedMemory() == 0) GTEST_SKIP() << "this system keeps to no limit of memory";
  RealBuild build;
  build.write("build.ninja", manifestHead() + "build a: allocate\n  name = a\n  count = 0\n" +
                                 "build b: allocate a\n  name = b\n  count = 64\n" +
                                 "build c: allocate a\n  name = c\n  count = 512\n");
  EXPECT_EQ(build.run().code, 0u);
  const std::uint64_t limit = std::stoull(build.read("a")) + (256U << 20);
  build.remove("b");
  build.remove("c");
  const ToolRun run = build.run({"-k0", "--memory", std::to_string(limit)});
  EXPECT_NE(run.code, 0u);
  EXPECT_EQ(run.steps, (Names{"b", "c"}));
  EXPECT_TRUE(build.has("b"));
  EXPECT_FALSE(build.has("c"));
}

// Three edges that fail and one that does not.
struct Failing : RealBuild {
  Failing() {
    std::string text = manifestHead();
    for (const char* name : {"p", "q", "r"}) {
      text += std::string("build ") + name + ": print\n  name = " + name + "\n  count = 500\n";
    }
    write("build.ninja", text + "build z: make s\n  name = z\n");
    write("s", "");
  }
};

TEST(Program, EndsAfterAsManyFailuresAsAreAllowed) {
  Failing build;
  const ToolRun one = build.run({"-j1"});
  EXPECT_EQ(one.steps, Names{"p"});
  EXPECT_EQ(one.code, 3u);
  EXPECT_TRUE(contains(one.output, "sysmake: build stopped: subcommand failed.\n")) << one.output;
  const ToolRun two = build.run({"-j1", "-k2"});
  EXPECT_EQ(two.steps, (Names{"p", "q"}));
  EXPECT_TRUE(contains(two.output, "sysmake: build stopped: subcommands failed.\n"));
  const ToolRun all = build.run({"-j3", "-k0"});
  EXPECT_EQ(all.steps, (Names{"p", "q", "r", "z"}));
  EXPECT_EQ(all.code, 3u);
  EXPECT_TRUE(contains(all.output, "cannot make progress due to previous errors.\n"));
  EXPECT_EQ(build.run({"-k0"}).steps, (Names{"p", "q", "r"}));
}

TEST(Program, PrintsWhatFailedWholeAndUnmixed) {
  Failing build;
  const ToolRun run = build.run({"-j4", "-k0"});
  for (const std::string name : {"p", "q", "r"}) {
    std::string printed = " print " + name + " 500\n";
    for (int i = 0; i < 500; ++i) printed += name + "!\n";
    EXPECT_TRUE(contains(run.output, "FAILED: [code=3] " + name + " \n"));
    EXPECT_TRUE(contains(run.output, printed)) << name << ":\n" << run.output;
  }
}

void awaitFile(const RealBuild& build, const std::string& name) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!build.has(name)) {
    ASSERT_LT(std::chrono::steady_clock::now(), end) << name;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

sys::Process start(const RealBuild& build, const Names& arguments) {
  sys::Streams streams;
  streams.input(sys::Stream::null()).output(sys::Stream::null()).errorToOutput();
  return sys::Process::start(build.command(arguments), streams);
}

TEST(Program, InterruptedBuildsLeaveNothingHalfDoneBehind) {
  RealBuild build;
  build.write("build.ninja", manifestHead() + "build b: make a\n  name = b\n" +
                                 "build torn: hang b\n  name = torn\n  half = torn\n" +
                                 "build whole: hang b\n  name = whole\n  half = elsewhere\n");
  build.write("a", "1");
  build.write("whole", "of before");
  sys::Process process = start(build, {"-j2"});
  awaitFile(build, "pid.torn");
  awaitFile(build, "pid.whole");
  EXPECT_EQ(build.read("torn"), "half");
  interruptProcess(process.id());
  const auto status = process.wait(std::chrono::steady_clock::now() + kPatience);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->code(), 130u) << status->describe();
  EXPECT_FALSE(build.has("torn"));
  EXPECT_EQ(build.read("whole"), "of before");
  EXPECT_EQ(build.takeSteps(), (Names{"b", "torn", "whole"}));
  for (const std::string name : {"torn", "whole"}) {
    EXPECT_FALSE(processExists(std::stoull(build.read("pid." + name)))) << name;
  }
  EXPECT_EQ(build.run({"b"}).output, "sysmake: no work to do.\n");
}

TEST(Program, InterruptedCommandsMayPutThingsInOrder) {
  RealBuild build;
  build.write("build.ninja", manifestHead() + "build a: part\n  name = a\n  half = scratch\n");
  sys::Process process = start(build, {});
  awaitFile(build, "scratch");
  interruptProcess(process.id());
  const auto status = process.wait(std::chrono::steady_clock::now() + kPatience);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->code(), 130u) << status->describe();
  EXPECT_FALSE(build.has("scratch"));
}

// Who asks twice is in a hurry, but nothing is left running.
TEST(Program, ASecondInterruptKillsWhatDoesNotHeedTheFirst) {
  RealBuild build;
  build.write("build.ninja", manifestHead() + "build a: stay\n  name = a\n  half = scratch\n");
  sys::Process process = start(build, {});
  awaitFile(build, "scratch");
  interruptProcess(process.id());
  awaitFile(build, "pid.a");
  interruptProcess(process.id());
  const auto status = process.wait(std::chrono::steady_clock::now() + kPatience);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->code(), 130u) << status->describe();
  EXPECT_FALSE(processExists(std::stoull(build.read("pid.a"))));
}

bool reachesTree(const RealBuild& build) {
  sys::Process process = sys::Process::start(build.command({"-n"}).contained());
  process.kill();
  return process.wait().reach() == sys::KillReach::Tree;
}

TEST(Program, OfContainedCommandsNothingOutlivesAnInterruption) {
  RealBuild build;
  build.write("build.ninja", manifestHead() + "build a: leave\n  name = a\n  half = beats\n");
  const bool all = reachesTree(build);
  sys::Process process = start(build, {"--contain"});
  awaitFile(build, "beats");
  interruptProcess(process.id());
  const auto status = process.wait(std::chrono::steady_clock::now() + kPatience);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->code(), 130u) << status->describe();
  const std::string beats = build.read("beats");
  const auto end =
      std::chrono::steady_clock::now() + (all ? std::chrono::milliseconds(50) : kPatience);
  while (build.read("beats") == beats && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(build.read("beats") == beats, all);
}

// In the console's pool all that runs is in one group, and nothing outlives the kill.
TEST(Program, KilledBuildsAreFinishedByTheNextRun) {
  std::mt19937_64 engine(20);
  for (const std::uint64_t seed : {1u, 2u}) {
    RandomBuild random(seed, "console");
    RealBuild build;
    build.apply(random.begin());
    for (int round = 0; round < 8; ++round) {
      sys::Process process = start(build, {"-k0"});
      const auto moment = std::chrono::microseconds(engine() % 40'000);
      if (!process.wait(std::chrono::steady_clock::now() + moment)) process.kill();
      process.wait();
      if (round % 2 == 0) build.apply(random.change());
    }
    build.apply(random.repair());
    const ToolRun run = build.run();
    EXPECT_EQ(run.code, 0u) << run.output;
    EXPECT_TRUE(build.isAsFromScratch());
    EXPECT_EQ(build.run().output, "sysmake: no work to do.\n");
  }
}

TEST(Program, ForeignStateFilesAreSaidAndBuiltWithout) {
  Chain build;
  build.write(kStateFile, "something else entirely");
  const ToolRun run = build.run();
  EXPECT_EQ(run.code, 0u);
  EXPECT_TRUE(contains(run.output,
                       "sysmake: warning: .sysmake_state is not a state file of this version: "
                       "everything will be built again\n"))
      << run.output;
  EXPECT_EQ(run.steps, (Names{"first", "second"}));
  EXPECT_EQ(build.run().output, "sysmake: no work to do.\n");
}

TEST(Program, TornStateFilesLoseTheTornPartOnly) {
  Chain build;
  const std::string state = build.read(kStateFile);
  build.write(kStateFile, state.substr(0, state.size() - 3));
  const ToolRun run = build.run();
  EXPECT_TRUE(contains(run.output, "bytes are damaged and are left out\n")) << run.output;
  EXPECT_EQ(run.steps, Names{"second"});
  EXPECT_EQ(build.run().output, "sysmake: no work to do.\n");
}

TEST(Program, NoDamageOfTheStateFileMakesABuildWrong) {
  Chain build;
  const std::string state = build.read(kStateFile);
  std::mt19937_64 engine(7);
  for (int i = 0; i < 12; ++i) {
    build.change("a", std::to_string(i));
    std::string damaged = state;
    damaged[engine() % damaged.size()] ^= static_cast<char>(1 + engine() % 255);
    build.write(kStateFile, damaged);
    const ToolRun run = build.run();
    EXPECT_EQ(run.code, 0u) << run.output;
    EXPECT_EQ(run.steps, (Names{"first", "second"}));
    EXPECT_EQ(build.run().output, "sysmake: no work to do.\n");
  }
}

TEST(Program, KeepsItsStateInTheManifestsBuildDirectory) {
  RealBuild build;
  build.write("build.ninja",
              "builddir = deep/er\n" + manifestHead() + "build b: make a\n  name = b\n");
  build.write("a", "");
  EXPECT_EQ(build.run().steps, Names{"b"});
  EXPECT_TRUE(build.has("deep/er/.sysmake_state"));
  EXPECT_FALSE(build.has(kStateFile));
  EXPECT_EQ(build.run().output, "sysmake: no work to do.\n");
}

}  // namespace
}  // namespace sysmake
