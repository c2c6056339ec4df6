// unittests/ProcessTest.cpp -- Children: what they get, how they end, and that nothing of them is
// left.
#include "sys/Process.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "Children.hpp"
#include "HostileTexts.hpp"
#include "Residue.hpp"
#include "SystemFiles.hpp"
#include "TemporaryTree.hpp"
#include "TestHandles.hpp"
#include "sys/Directory.hpp"
#include "sys/File.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

Deadline soon(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

std::string errorOf(const Command& command) {
  try {
    Process::start(command);
  } catch (const std::string& error) {
    return error;
  }
  return "it started";
}

Usage usageOf(const Command& command) { return Process::start(command).wait().usage(); }

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Process, TellsTheExitCode) {
  Process process = Process::start(childCommand("exit", {"7"}));
  const ExitStatus status = process.wait();
  EXPECT_EQ(status.code(), 7U);
  EXPECT_FALSE(status.succeeded());
  EXPECT_FALSE(status.signal());
  EXPECT_EQ(status.describe(), "exited with code 7");
  EXPECT_EQ(process.wait(soon(0ms))->code(), 7U) << "the answer stays";
}

TEST(Process, AnExitCodeThatWindowsTakesForRunningIsAnExitCode) {
  // 259 is STILL_ACTIVE; Unix keeps its low eight bits.
  const std::optional<std::uint32_t> code =
      Process::start(childCommand("exit", {"259"})).wait().code();
  EXPECT_EQ(code, native::kWindows ? 259U : 3U);
}

TEST(Process, AProgramThatAbortsDidNotSucceed) {
  const ExitStatus status = Process::start(childCommand("abort")).wait();
  EXPECT_FALSE(status.succeeded());
  EXPECT_FALSE(status.wasKilled());
  EXPECT_NE(status.signal().has_value(), status.code().has_value());
}

// Where the system writes it down into the current directory, it is there or not.
TEST(Process, TellsOfACoreWhereOneWasWritten) {
  const TemporaryTree tree;
  for (const char* wanted : {"no", "yes"}) {
    const ExitStatus status =
        Process::start(childCommand("abort", {wanted}).workingDirectory(tree.path())).wait();
    if (coresAreLeftHere()) {
      const bool isThere = !Directory::list(tree.path())->empty();
      EXPECT_EQ(status.dumpedCore(), isThere);
      EXPECT_EQ(isThere, wanted == std::string("yes"));
    }
    EXPECT_EQ(contains(status.describe(), "core dumped"), status.dumpedCore());
  }
}

TEST(Process, WaitReturnsNothingWhileItRuns) {
  Process process = Process::start(childCommand("hang"));
  EXPECT_FALSE(process.wait(soon(0ms)));
  EXPECT_FALSE(process.wait(soon(30ms)));
  process.kill();
  EXPECT_TRUE(process.wait(soon(kPatience)));
}

TEST(Process, DestroyingARunningOneEndsIt) {
  std::uint64_t id = 0;
  {
    const Process process = Process::start(childCommand("hang"));
    id = process.id();
    EXPECT_TRUE(processExists(id));
  }
  EXPECT_FALSE(processExists(id));
}

TEST(Process, MovingKeepsTheChild) {
  Process first = Process::start(childCommand("exit", {"3"}));
  Process second = std::move(first);
  first = std::move(second);
  EXPECT_EQ(first.wait().code(), 3U);
}

TEST(Process, AMissingProgramIsReportedByStartWithItsName) {
  const std::string error = errorOf(Command("no-such-program-anywhere"));
  EXPECT_TRUE(contains(error, "no-such-program-anywhere: cannot start this program because"))
      << error;
  EXPECT_TRUE(contains(error, "PATH")) << error;
  const std::string path = errorOf(Command("./no/such/program"));
  EXPECT_TRUE(contains(path, "no/such/program: cannot start this program because")) << path;
  EXPECT_TRUE(contains(path, "does not exist")) << path;
}

TEST(Process, WhatIsThereAndNoProgramIsNotSaidToBeMissing) {
  TemporaryTree tree;
  const Path file = tree / "file.txt";
  File::replace(file, "no program");
  for (const Path& path : {file, tree.path()}) {
    const std::string error = errorOf(Command(path.text()));
    EXPECT_EQ(error.find(path.text() + ": cannot start this program because"), 0U) << error;
    EXPECT_FALSE(contains(error, "exist")) << error;
  }
}

TEST(Process, AMissingDirectoryIsReportedByStartWithItsName) {
  Command command = childCommand("exit", {"0"});
  command.workingDirectory("no/such/directory");
  const std::string error = errorOf(command);
  EXPECT_TRUE(contains(error, "directory")) << error;
  EXPECT_TRUE(contains(error, "cannot start")) << error;
}

TEST(Process, ArgumentsArriveExactly) {
  const std::vector<std::string> arguments = {
      "",      "a b",       "\"",    "\\",     "a\\\\\"b", "trailing\\", "*",   "$HOME", "%PATH%",
      "^&|<>", "tab\there", "grüße", "日本語", "-",        "'single'",   "(x)", "!"};
  std::string expected;
  for (const std::string& argument : arguments) expected += "[" + argument + "]\n";
  EXPECT_EQ(outputOfChild("arguments", arguments), expected);
}

TEST(Process, ArgumentsOfAnyTextArriveExactly) {
  // Windows has no arguments that are not Unicode.
  const std::string alphabet = native::kWindows ? without("\xA0\xC3\xFF", HostileTexts::kAlphabet)
                                                : std::string(HostileTexts::kAlphabet);
  HostileTexts texts(7);
  for (int round = native::kWindows ? 3 : 50; round > 0; --round) {
    const std::vector<std::string> arguments = texts.arguments(alphabet, 500, 12);
    std::string expected;
    for (const std::string& argument : arguments) expected += "[" + argument + "]\n";
    ASSERT_EQ(outputOfChild("arguments", arguments), expected);
  }
}

// By which `main` gets them, and not only `Process::arguments`.
TEST(Process, TheCRuntimeFindsTheSameArguments) {
  // That of Windows expands * and ? itself, and has no text but that of its code page.
  const std::string alphabet = native::kWindows ? without("*?\xA0\xC3\xFF", HostileTexts::kAlphabet)
                                                : std::string(HostileTexts::kAlphabet);
  HostileTexts texts(8);
  for (int round = 20; round > 0; --round) {
    const std::vector<std::string> arguments = texts.arguments(alphabet, 2000, 12);
    std::string expected;
    for (const std::string& argument : arguments) expected += "[" + argument + "]\n";
    Command command(Process::executable().text());
    command.argument("--argv").arguments(arguments);
    ASSERT_EQ(Process::capture(command).output, expected);
  }
}

// This program with more in its arguments than any system takes.
Command overlongCommand() {
  Command command(Process::executable().text());
  command.arguments({"first", std::string(1'200'000, 'x') + " y", "it's"});
  return command;
}

TEST(Process, ArgumentsBeyondTheSystemsLimitGoToAFile) {
  const std::vector<std::string> arguments = {"first", std::string(1'200'000, 'x') + " y", "it's"};
  const TemporaryTree tree;
  for (const CommandStyle kind : {CommandStyle::Sh, CommandStyle::Windows}) {
    const Captured captured = Process::capture(overlongCommand().responseFile(kind, tree.path()));
    const std::size_t end = captured.output.find('\n');
    ASSERT_NE(end, std::string::npos) << captured.output;
    EXPECT_TRUE(captured.output.substr(end + 1) == CommandLine::responseFile(arguments, kind));
    EXPECT_EQ(Path(captured.output.substr(0, end)).parent(), tree.path());
    EXPECT_TRUE(Directory::list(tree.path())->empty()) << "it goes with the child";
  }
  Command small = childCommand("arguments", {"a"});
  EXPECT_EQ(Process::capture(small.responseFile(CommandStyle::Sh, tree.path())).output, "[a]\n")
      << "what fits needs none";
}

TEST(Process, ArgumentsBeyondTheSystemsLimitAreRefusedIfNoFileIsRead) {
  const std::string error = errorOf(overlongCommand());
  EXPECT_TRUE(contains(error, "cannot start this program because")) << error;
  EXPECT_TRUE(contains(error, "Use a response file.")) << error;
}

TEST(Process, NulInAnArgumentIsRefused) {
  EXPECT_THROW(childCommand("arguments").argument(std::string("a\0b", 3)), std::string);
  EXPECT_THROW(Command(std::string("a\0b", 3)), std::string);
  EXPECT_THROW(Command(""), std::string);
}

TEST(Process, TheEnvironmentIsThisOnesOrTheGivenOne) {
  Command command = childCommand("variable", {"SYS_TEST_VALUE"});
  EXPECT_EQ(Process::capture(command).output, "(unset)");
  Environment variables = Environment::current();
  variables.set("SYS_TEST_VALUE", "grüße = 1");
  command.environment(variables);
  EXPECT_EQ(Process::capture(command).output, "grüße = 1");
}

TEST(Process, AProgramIsFoundInThisProcessesPathAndGetsItToo) {
  const std::string directory = Process::executable().parent().text();
  Command command = childCommand("by-name");
  command.environment(Environment::current().set("PATH", directory));
  EXPECT_EQ(Process::capture(command).output, directory);
}

TEST(Process, StartsInTheGivenDirectory) {
  const Path directory = Process::executable().parent();
  Command command = childCommand("directory");
  EXPECT_EQ(Process::capture(command).output, Directory::current().text());
  command.workingDirectory(directory);
  EXPECT_EQ(Path(Process::capture(command).output).name(), directory.name());
}

TEST(Process, InheritsNoHandleThatWasNotNamed) {
  const std::string file = Process::executable().text();
  const std::string handle = openInheritableHandle(file);
  ASSERT_TRUE(handleLeadsTo(handle, file));
  EXPECT_EQ(outputOfChild("handle", {handle, file}), "no");
}

TEST(Process, InheritsNoIgnoredAndNoBlockedSignal) {
  const UnusualSignals unusual;
  EXPECT_EQ(outputOfChild("signals"), "");
}

TEST(Process, NullInputEndsAtOnce) { EXPECT_EQ(outputOfChild("input"), "end"); }

TEST(Process, AnInheritedStreamIsThisProcessesOwn) {
  EXPECT_EQ(outputOfChild("relay", {"inherited"}), "out\nerr\n");
}

TEST(Process, ErrorGoesItsOwnWayOnceItIsGivenOne) {
  EXPECT_EQ(outputOfChild("relay", {"no-error"}), "out\n");
}

std::string contentOf(const Path& path) { return File::read(path).value_or("(missing)"); }

TEST(Process, AFileIsReadFromItsBeginningToItsEnd) {
  const TemporaryTree tree;
  const std::string text = "one\ntwo\r\n" + std::string(100'000, 'x');
  const Path output = tree / "output";
  Streams streams;
  streams.input(Stream::from(tree.file("input", text))).output(Stream::to(output));
  EXPECT_TRUE(Process::start(childCommand("input"), streams).wait().succeeded());
  EXPECT_EQ(contentOf(output), text + "end");
}

TEST(Process, AFileIsCreatedEmptiedOrContinued) {
  const TemporaryTree tree;
  const Path fresh = tree / "fresh";
  const Path old = tree.file("old", "what was there before");
  const Path log = tree.file("log", "line\n");
  const auto run = [](Stream stream) {
    Streams streams;
    streams.output(std::move(stream)).error(Stream::null());
    EXPECT_TRUE(Process::start(childCommand("both", {"1"}), streams).wait().succeeded());
  };
  run(Stream::to(fresh));
  run(Stream::to(old));
  run(Stream::appendTo(log));
  run(Stream::appendTo(log));
  run(Stream::appendTo(tree / "new log"));
  EXPECT_EQ(contentOf(fresh), "out\n");
  EXPECT_EQ(contentOf(old), "out\n");
  EXPECT_EQ(contentOf(log), "line\nout\nout\n");
  EXPECT_EQ(contentOf(tree / "new log"), "out\n");
}

TEST(Process, OutputAndErrorGoToFilesOfTheirOwnOrToOne) {
  const TemporaryTree tree;
  Streams streams;
  streams.output(Stream::to(tree / "output")).error(Stream::to(tree / "error"));
  EXPECT_TRUE(Process::start(childCommand("both", {"2"}), streams).wait().succeeded());
  EXPECT_EQ(contentOf(tree / "output"), "out\nout\n");
  EXPECT_EQ(contentOf(tree / "error"), "err\nerr\n");
  streams.output(Stream::to(tree / "one")).errorToOutput();
  EXPECT_TRUE(Process::start(childCommand("both", {"2"}), streams).wait().succeeded());
  EXPECT_EQ(contentOf(tree / "one"), "out\nerr\nout\nerr\n");
}

TEST(Process, AFileThatCannotBeOpenedIsNamedWithTheProgramAndNothingRuns) {
  const TemporaryTree tree;
  const auto errorWith = [](const Streams& streams) {
    try {
      Process::start(childCommand("hang"), streams);
      return std::string("it started");
    } catch (const std::string& error) {
      return error;
    }
  };
  const std::string program = Process::executable().text();
  Streams missing;
  missing.input(Stream::from(tree / "missing"));
  EXPECT_TRUE(contains(errorWith(missing), "missing: cannot be opened as the input of '" + program))
      << errorWith(missing);
  Streams nowhere;
  nowhere.error(Stream::appendTo(tree / "no directory/file"));
  EXPECT_TRUE(contains(errorWith(nowhere), "file: cannot be opened as the error stream of '"))
      << errorWith(nowhere);
  for (Stream stream : {Stream::to(tree.path()), Stream::appendTo(tree.path())}) {
    Streams streams;
    streams.output(std::move(stream));
    EXPECT_TRUE(contains(errorWith(streams), "a directory")) << errorWith(streams);
  }
  Streams directory;
  directory.input(Stream::from(tree.path()));
  EXPECT_TRUE(contains(errorWith(directory), "a directory")) << errorWith(directory);
}

TEST(Process, AStreamIsReadFromOrWrittenTo) {
  Streams streams;
  EXPECT_THROW(streams.input(Stream::to("file")), std::string);
  EXPECT_THROW(streams.input(Stream::appendTo("file")), std::string);
  EXPECT_THROW(streams.output(Stream::from("file")), std::string);
  EXPECT_THROW(streams.error(Stream::from("file")), std::string);
}

TEST(Process, AStreamThatThisProcessHasNotIsNothingAlthoughAFileTakesItsPlace) {
  const TemporaryTree tree;
  const Path output = tree / "output";
  Streams streams;
  streams.input(Stream::inherited()).output(Stream::to(output));
  {
    const residue::InputClosed closed;
    EXPECT_TRUE(Process::start(childCommand("input"), streams).wait().succeeded());
  }
  EXPECT_EQ(contentOf(output), "end");
}

TEST(Process, CaptureMergesOutputAndErrorInOrder) {
  std::string expected;
  for (int i = 0; i < 200; ++i) expected += "out\nerr\n";
  EXPECT_EQ(outputOfChild("both", {"200"}), expected);
}

TEST(Process, CaptureTakesMoreThanAnyPipeHolds) {
  EXPECT_EQ(outputOfChild("many", {"64"}).size(), 64U * 65536U);
}

TEST(Process, CaptureEndsAtItsDeadlineWithWhatHadArrived) {
  Captured captured;
  withMoreTime([&](std::chrono::milliseconds time) {
    captured = Process::capture(childCommand("say-and-hang"), soon(time));
    EXPECT_FALSE(captured.status);
    return !captured.output.empty();
  });
  EXPECT_EQ(captured.output, "here\n");
}

TEST(Process, CaptureDoesNotWaitForWhatTheProgramLeftBehind) {
  const auto begin = std::chrono::steady_clock::now();
  const Captured captured = Process::capture(childCommand("leave-child"), soon(kPatience));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, kLeftBehind);
  ASSERT_TRUE(captured.status);
  EXPECT_TRUE(captured.status->succeeded());
}

TEST(Process, TheDeadlineHoldsThoughAGrandchildKeepsTheOutputOpen) {
  Captured captured;
  withMoreTime([&](std::chrono::milliseconds time) {
    const auto begin = std::chrono::steady_clock::now();
    captured = Process::capture(childCommand("leave-child", {"wait"}), soon(time));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, time + kLeftBehind / 2);
    EXPECT_FALSE(captured.status);
    return !captured.output.empty();
  });
  EXPECT_EQ(captured.output, "grandchild\n");
}

TEST(Process, TellsWhatTheChildHasUsed) {
  const std::uint64_t mebibytes = (Process::usage().peakMemory >> 20) + 64;
  const Usage much = usageOf(childCommand("work", {"200", std::to_string(mebibytes)}));
  EXPECT_GE(much.userTime + much.systemTime, 150ms);
  EXPECT_GE(much.peakMemory, mebibytes << 20);
  const Usage little = usageOf(childCommand("exit", {"0"}));
  EXPECT_LT(little.userTime + little.systemTime, much.userTime + much.systemTime);
  EXPECT_LT(little.peakMemory, much.peakMemory);
}

// Not every file system has a disk, and not every system tells.
TEST(Process, TellsWhatTheChildHasWrittenOrNothing) {
  const TemporaryTree tree;
  const Usage used = usageOf(childCommand("write-to-disk", {(tree / "file").text(), "8"}));
  if (used.bytesWritten != 0) {
    EXPECT_GE(used.bytesWritten, 8U << 20);
  }
  EXPECT_LE(usageOf(childCommand("exit", {"0"})).bytesWritten, used.bytesWritten);
}

TEST(Process, KnowsWhatItHasUsedItself) {
  const auto timeUsed = [] {
    const Usage usage = Process::usage();
    return usage.userTime + usage.systemTime;
  };
  const auto before = timeUsed();
  const Deadline end = soon(kPatience);
  while (timeUsed() < before + 50ms && std::chrono::steady_clock::now() < end) {
  }
  EXPECT_GE(timeUsed(), before + 50ms);
  EXPECT_GE(Process::usage().peakMemory, 1U << 20);
}

TEST(Process, KnowsWhatItHolds) {
  const TemporaryTree tree;
  const Holding before = Process::holding();
  std::vector<File> files;
  for (int i = 0; i < 10; ++i) files.push_back(File::openToAppend(tree / std::to_string(i)));
  const std::string memory(64U << 20, 'x');
  const Holding after = Process::holding();
  EXPECT_EQ(memory.find('y'), memory.npos) << "a compiler must not leave it out";
  EXPECT_GT(before.descriptors, 0U);
  EXPECT_EQ(after.descriptors, before.descriptors + files.size());
  if (before.memory != 0) {
    EXPECT_GE(after.memory, before.memory + memory.size() / 2);
  }
}

TEST(Process, ManyThreadsStartChildrenAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  const int rounds = native::kWindows ? 2 : 10;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int k = 0; k < rounds; ++k) {
        const std::string text = std::to_string(i) + "." + std::to_string(k);
        if (Process::capture(childCommand("arguments", {text})).output == "[" + text + "]\n")
          ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 4 * rounds);
}

TEST(Process, AProgramStartsAsSoonAsItsFileIsClosed) {
  std::atomic<bool> ends{false};
  std::thread others([&] {
    while (!ends) Process::start(childCommand("exit", {"0"})).wait();
  });
  const TemporaryTree tree;
  std::vector<std::string> errors;
  for (int round = native::kWindows ? 3 : 50; round > 0; --round) {
    const Path path = tree / (native::kWindows ? "written.bat" : "written");
    makeProgram(path);
    File file = File::openToAppend(path);
    file.append(native::kWindows ? "@exit 3\r\n" : "#!/bin/sh\nexit 3\n");
    file.close();
    try {
      if (Process::start(Command(path.text())).wait().code() != 3U) errors.push_back("other code");
    } catch (const std::string& error) {
      errors.push_back(error);
    }
    File::remove(path);
  }
  ends = true;
  others.join();
  EXPECT_EQ(errors, std::vector<std::string>());
}

TEST(Process, KnowsItsOwnPathAndArguments) {
  EXPECT_TRUE(Process::executable().isAbsolute());
  EXPECT_EQ(Process::executable().stem(), "sys_unittests");
}

TEST(Process, ALineIsTheHostsOwn) {
  const std::string self = Process::executable().text();
  const Captured captured =
      Process::capture(Command::line("\"" + self + "\" --child arguments \"a b\" c"));
  EXPECT_EQ(captured.output, "[a b]\n[c]\n");
  EXPECT_THROW(Command::line("x").argument("y"), std::string);
}

}  // namespace
}  // namespace sys
