// unittests/StreamsTest.cpp -- What a child is passed beside its three streams, and streams that
// are this process's.
#include <gtest/gtest.h>

#include <algorithm>

#include "Children.hpp"
#include "Residue.hpp"
#include "StreamRoles.hpp"
#include "TemporaryTree.hpp"
#include "TestHandles.hpp"
#include "Thrown.hpp"
#include "sys/File.hpp"
#include "sys/Process.hpp"

namespace sys {
namespace {

TEST(Streams, OutputAndErrorMayBeSwapped) {
  const Captured captured = Process::capture(childCommand("relay", {"swapped"}), kForever,
                                             CaptureOptions().streams(CapturedStreams::Separate));
  EXPECT_EQ(captured.output, "err\n");
  EXPECT_EQ(captured.error, "out\n");
}

// Of whatever kind they are, and whoever else has them.
TEST(Streams, AChildsStreamsWait) {
  const TemporaryTree tree;
  const std::string all = "waits waits waits ";
  Pipe input;
  Pipe output;
  Streams pipes;
  pipes.input(Stream::pipe(input)).output(Stream::pipe(output)).errorToOutput();
  Process child = Process::start(childCommand("waits"), pipes);
  EXPECT_EQ(restOf(output), all);
  EXPECT_TRUE(child.wait().succeeded());

  child = Process::start(childCommand("pass-never-waiting"), pipes);
  EXPECT_EQ(restOf(output), all);
  EXPECT_TRUE(child.wait().succeeded());

  Streams files;
  files.input(Stream::from(tree.file("input", ""))).output(Stream::to(tree / "output"));
  child = Process::start(childCommand("pass-never-waiting"), files);
  EXPECT_TRUE(child.wait().succeeded());
  EXPECT_EQ(File::read(tree / "output"), all);
}

TEST(Streams, AnOpenFileIsWrittenToByAllWhoHaveIt) {
  const TemporaryTree tree;
  File log = File::openToAppend(tree / "log");
  log.append("first\n");
  Streams streams;
  streams.output(Stream::of(log)).error(Stream::of(log));
  EXPECT_TRUE(Process::start(childCommand("both", {"1"}), streams).wait().succeeded());
  log.append("last\n");
  log.close();
  EXPECT_EQ(File::read(tree / "log"), "first\nout\nerr\nlast\n");
}

// Those of the system start at 3, as the programs of others expect.
TEST(Streams, WhatIsPassedIsFoundByName) {
  const TemporaryTree tree;
  Pipe pipe;
  Streams streams;
  streams.passOutput("FIRST", Stream::pipe(pipe))
      .passOutput("SECOND", Stream::to(tree / "file"))
      .passOutput("THIRD", Stream::null());
  Process child =
      Process::start(childCommand("write-passed", {"FIRST", "SECOND", "THIRD"}), streams);
  EXPECT_EQ(restOf(pipe), "FIRST\n");
  EXPECT_EQ(child.wait().describe(), "exited with code 0");
  EXPECT_EQ(File::read(tree / "file"), "SECOND\n");
  if (native::kWindows) return;
  streams = Streams();
  streams.output(Stream::pipe(pipe))
      .passOutput("A", Stream::null())
      .passOutput("B", Stream::null());
  Process number = Process::start(childCommand("variable", {"B"}), streams);
  EXPECT_EQ(restOf(pipe), "4");
}

TEST(Streams, WhatIsPassedMayBeRead) {
  const TemporaryTree tree;
  File::replace(tree / "file", "of a file");
  Pipe output;
  Streams streams;
  streams.passInput("WORDS", Stream::from(tree / "file")).output(Stream::pipe(output));
  Process fromFile = Process::start(childCommand("read-passed", {"WORDS"}), streams);
  EXPECT_EQ(restOf(output), "of a file");

  Pipe words;
  streams = Streams();
  streams.output(Stream::pipe(output)).passInput("WORDS", Stream::pipe(words));
  Process fromPipe = Process::start(childCommand("read-passed", {"WORDS"}), streams);
  Demuxer demuxer;
  Send send;
  words.send(send, demuxer, std::string_view("of a pipe"), Completion([](void*) {}, nullptr));
  demuxer.run();
  words.close();
  EXPECT_EQ(restOf(output), "of a pipe");
}

TEST(Streams, MayBePassedTo13InWhateverOrderTheyAreOpen) {
  Pipe pipes[13];
  Streams streams;
  std::vector<std::string> names;
  for (int i = 0; i < 13; ++i) {
    names.push_back("PASSED" + std::to_string(i));
    streams.passOutput(names.back(), Stream::pipe(pipes[12 - i]));
  }
  EXPECT_NE(thrownBy([&] { streams.passOutput("MORE", Stream::null()); }).find("13 already"),
            std::string::npos);
  Process child = Process::start(childCommand("write-passed", names), streams);
  for (std::size_t i = 0; i < 13; ++i) EXPECT_EQ(restOf(pipes[12 - i]), names[i] + "\n");
  EXPECT_EQ(child.wait().describe(), "exited with code 0");
}

TEST(Streams, ThisProcessesOwnMayBePassed) {
  Streams streams;
  Pipe pipe;
  streams.output(Stream::pipe(pipe));
  Process child = Process::start(childCommand("pass-own", {"NAME"}), streams);
  EXPECT_EQ(restOf(pipe), "NAME\n");
  EXPECT_EQ(child.wait().describe(), "exited with code 0");
}

TEST(Streams, WhatCannotBePassedIsRefused) {
  const TemporaryTree tree;
  Streams streams;
  streams.passOutput("NAME", Stream::null());
  EXPECT_THROW(streams.passOutput("NAME", Stream::null()), std::string);
  EXPECT_THROW(streams.passOutput("", Stream::null()), std::string);
  EXPECT_THROW(streams.passOutput("A=B", Stream::null()), std::string);
  EXPECT_THROW(streams.passOutput("OTHER", Stream::inherited()), std::string);
  EXPECT_THROW(streams.passOutput("OTHER", Stream::from(tree / "file")), std::string);
  EXPECT_THROW(streams.passInput("OTHER", Stream::to(tree / "file")), std::string);
  EXPECT_THROW(streams.passInput("OTHER", Stream::ownOutput()), std::string);
  EXPECT_THROW(streams.input(Stream::ownError()), std::string);
  File log = File::openToAppend(tree / "log");
  EXPECT_THROW(streams.input(Stream::of(log)), std::string);
  streams.passInput("MISSING", Stream::from(tree / "missing"));
  EXPECT_NE(thrownBy([&] {
              Process::start(childCommand("exit", {"0"}), streams);
            }).find("cannot be opened as MISSING of"),
            std::string::npos);
}

TEST(Streams, APassedPipeThatNobodyReadsIsAnErrorAndNoSignal) {
  Pipe output;
  Pipe closed;
  Streams streams;
  streams.input(Stream::pipe(closed)).output(Stream::pipe(output));
  Process child = Process::start(childCommand("write-unread", {}), streams);
  EXPECT_NE(restOf(output).find("UNREAD="), std::string::npos);
  const ExitStatus status = child.wait();
  EXPECT_EQ(status.code(), 3U) << status.describe();
}

TEST(Streams, ATakenOneIsInheritedByNobody) {
  Pipe pipe;
  Streams streams;
  streams.passOutput("TAKEN", Stream::pipe(pipe));
  Process child = Process::start(childCommand("leave-passed", {"TAKEN"}), streams);
  EXPECT_EQ(restOf(pipe), "TAKEN\n") << "and the end is seen, though its own child lives";
  EXPECT_FALSE(child.wait(std::chrono::steady_clock::now()));
}

TEST(Streams, OnlyWhatWasPassedIsTaken) {
  EXPECT_FALSE(File::passed("NOBODY_HAS_SET_THIS"));
  for (const char* value : {"", "x", "1", "2", "-1", "4 ", "1000000", "99999999999999999999"}) {
    Command command = childCommand("write-passed", {"PASSED"});
    command.environment(Environment::current().set("PASSED", value));
    const Captured captured = Process::capture(command);
    EXPECT_NE(captured.output.find("PASSED=" + std::string(value)), std::string::npos)
        << captured.output;
    EXPECT_NE(captured.status->code(), 0U);
  }
}

TEST(Session, AChildMayLeadOneOfItsOwn) {
  const std::string id = std::to_string(ownProcessId());
  if (!native::kWindows) {
    EXPECT_NE(outputOfChild("in-session-of", {id}).find("same"), std::string::npos);
  }
  Command command = childCommand("in-session-of", {id});
  const Captured captured = Process::capture(command.newSession());
  EXPECT_NE(captured.output.find("other"), std::string::npos) << captured.output;
  const Captured shared = Process::capture(command.sharesTerminal());
  if (!native::kWindows) {
    EXPECT_NE(shared.output.find("same"), std::string::npos) << "the later of the two counts";
  }
}

TEST(Session, ItIsKilledWithAllThatIsInIt) {
  Command command = childCommand("leave-child", {"wait"});
  Captured captured;
  withMoreTime([&](std::chrono::milliseconds time) {
    captured = Process::capture(command.newSession(), std::chrono::steady_clock::now() + time);
    return !captured.output.empty();
  });
  EXPECT_EQ(captured.output, "grandchild\n");
  EXPECT_FALSE(captured.status);
  EXPECT_NE(captured.reach, KillReach::Child);
}

TEST(Detached, LivesOnWithoutItsStarter) {
  Pipe input;
  Pipe output;
  Streams streams;
  streams.input(Stream::pipe(input)).output(Stream::pipe(output));
  Process starter = Process::start(childCommand("start-detached", {"input"}), streams);
  EXPECT_TRUE(starter.wait().succeeded());
  Demuxer demuxer;
  Send send;
  input.send(send, demuxer, std::string_view("still there, "), Completion([](void*) {}, nullptr));
  demuxer.run();
  input.close();
  EXPECT_EQ(restOf(output), "still there, end");
}

TEST(Detached, IsNobodysChildInASessionOfItsOwn) {
  Pipe output;
  Streams streams;
  streams.input(Stream::null()).output(Stream::pipe(output));
  const std::uint64_t id = Process::startDetached(
      childCommand("in-session-of", {std::to_string(ownProcessId())}), streams);
  if (!native::kWindows) {
    EXPECT_EQ(leftChildren(), 0U) << "on Windows a parent is only who started it";
  }
  EXPECT_EQ(restOf(output), std::to_string(id) + " other");
}

TEST(Detached, IsPassedWhatItIsToldAndStartsAsItIsTold) {
  const TemporaryTree tree;
  Pipe ready;
  Streams streams;
  streams.input(Stream::null()).output(Stream::to(tree / "log"));
  streams.passOutput("READY", Stream::pipe(ready));
  Command command = childCommand("write-passed", {"READY"});
  Process::startDetached(command.workingDirectory(tree.path()).priority(Priority::Low), streams);
  EXPECT_EQ(restOf(ready), "READY\n");
}

// Where calls can be denied: neither an emulator does that nor Windows.
TEST(Detached, OfWhomNobodyCanTellIsRefusedAndEnded) {
  Command command = childCommand("start-untold");
  command.environment(Environment::current().set("SYS_TEST_DENY", "write"));
  Pipe output;
  Streams streams;
  streams.input(Stream::null()).output(Stream::pipe(output)).error(Stream::null());
  Process starter = Process::start(command, streams);
  EXPECT_EQ(restOf(output), "") << "and the end comes, as nobody is left";
  const int code = static_cast<int>(starter.wait().code().value_or(0));
  EXPECT_TRUE(code == kUntold || code == kCallsCannotBeDenied) << code;
}

// The pipe that tells why takes no stream's place.
TEST(Detached, WhatCannotBeStartedIsThrownAlsoWhereAStreamIsClosed) {
  const residue::InputClosed closed;
  const std::string why =
      thrownBy([] { Process::startDetached(Command("./no/such/program"), {}); });
  EXPECT_NE(why.find("program"), std::string::npos) << why;
}

TEST(Detached, WhatCannotBeStartedIsThrown) {
  const auto start = [](const Command& command) {
    return thrownBy([&] { Process::startDetached(command, {}); });
  };
  EXPECT_NE(start(Command("no-such-program-anywhere")).find("no-such-program"), std::string::npos);
  EXPECT_NE(start(Command("./no/such/program")).find("program"), std::string::npos);
  EXPECT_NE(
      start(childCommand("exit").workingDirectory(Path("no-such-place"))).find("no-such-place"),
      std::string::npos);
  EXPECT_NE(start(childCommand("exit").contained()).find("contained"), std::string::npos);
  EXPECT_NE(start(childCommand("exit").sharesTerminal()).find("terminal"), std::string::npos);
}

}  // namespace
}  // namespace sys
