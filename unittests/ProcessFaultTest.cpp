// unittests/ProcessFaultTest.cpp -- A child that runs as it was told to, or none, whatever fails.
#include "sys/Process.hpp"

#include <algorithm>

#include "Children.hpp"
#include "Counter.hpp"
#include "Error.hpp"
#include "FaultLoop.hpp"
#include "FaultPoint.hpp"
#include "OwnProcessors.hpp"
#include "Residue.hpp"
#include "TemporaryTree.hpp"
#include "sys/Capture.hpp"
#include "sys/Demuxer.hpp"
#include "sys/File.hpp"

namespace sys {
namespace {

void expectProgramAndReason(const FaultRun& run, const std::string& program) {
  if (run.injectedError() == 0) return;  // It was memory.
  const auto names = [&](const std::string& part) {
    return run.error().find(part) != std::string::npos;
  };
  EXPECT_TRUE(names(program)) << run.error();
  // Of random bytes; and what is wrong with processors the system does not say.
  constexpr const char* kOwnReasons[] = {"the system has none", "one of them is not there",
                                         "this system lets no program choose them",
                                         "ended before it could tell"};
  const bool isOwnReason = std::ranges::any_of(kOwnReasons, names);
  EXPECT_TRUE(isOwnReason || names(systemReason(run.injectedError()).reason)) << run.error();
}

class ProcessFaults : public FaultTest {
protected:
  // The scenario of a child whose start needs much, and that prints `told`.
  void failStartThatTells(const std::string& what, const Command& command,
                          const std::string& told) {
    const std::string program = Process::executable().text();
    const auto scenario = [&](FaultRun& run) {
      Pipe pipe;
      Streams streams;
      streams.output(Stream::pipe(pipe)).errorToOutput();
      std::optional<Process> process = run.call([&] { return Process::start(command, streams); });
      if (!process) return expectProgramAndReason(run, program);
      EXPECT_EQ(restOf(pipe), told);
      EXPECT_TRUE(process->wait().succeeded());
    };
    fail(what, scenario, kStartsPrograms);
  }
};

Deadline now() { return std::chrono::steady_clock::now(); }

// Most allocations of a start are those of the variables, one by one: only the first test hands on
// all of them.
Command smallCommand(const std::string& role, std::vector<std::string> arguments = {}) {
  const Environment all = Environment::current();
  Environment few;
  for (const char* name : {"SystemRoot", "TMPDIR", "PATH"}) {
    if (const auto value = all.find(name)) few.set(name, *value);
  }
  Command command = childCommand(role, std::move(arguments));
  command.environment(few);
  return command;
}

TEST_F(ProcessFaults, StartAndWaitTellTheExitCode) {
  const Command command = childCommand("exit", {"7"});
  const auto scenario = [&](FaultRun& run) {
    auto process = run.call([&] { return Process::start(command); });
    if (!process) return;
    const auto status = run.call([&] { return process->wait(); });
    if (!status) return;
    EXPECT_EQ(status->code(), 7U);
    const auto words = run.call([&] { return status->describe(); });
    if (words) {
      EXPECT_EQ(*words, "exited with code 7");
    }
  };
  fail("Process::start, wait", scenario, kStartsPrograms);
}

TEST_F(ProcessFaults, AResponseFileGoesWithTheChild) {
  const TemporaryTree tree;
  // More than Linux takes in one argument, and Windows in all.
  Command command = childCommand("exit", {"0", std::string(140'000, 'x')});
  command.responseFile(CommandStyle::Sh, tree.path());
  Environment none;
  command.environment(none);
  Streams quiet;
  quiet.output(Stream::null());
  const auto scenario = [&](FaultRun& run) {
    auto process = run.call([&] { return Process::start(command, quiet); });
    if (!process) return;
    const auto status = run.call([&] { return process->wait(); });
    if (!status) return;
    EXPECT_EQ(status->code(), 0U);
  };
  fail("Process::start with a response file", scenario, kStartsPrograms);
}

TEST_F(ProcessFaults, CaptureBringsAllOfTheOutput) {
  const Command command = smallCommand("arguments", {"a", "b"});
  const auto scenario = [&](FaultRun& run) {
    const auto captured = run.call([&] { return Process::capture(command); });
    if (!captured) return;
    EXPECT_EQ(captured->output, "[a]\n[b]\n");
    ASSERT_TRUE(captured->status) << "there is no deadline";
    EXPECT_TRUE(captured->status->succeeded());
  };
  fail("Process::capture", scenario, kStartsPrograms);
}

// Counts without memory of its own.
struct LineCounter {
  int lines = 0;
  void take(const CapturedLine&) { ++lines; }
};

TEST_F(ProcessFaults, CaptureInALoopBringsAllOrSaysWhyNot) {
  const Command command = smallCommand("input");
  const std::string text =
      "a line that is long enough to need memory\n" + std::string(100'000, 'x');
  const auto scenario = [&](FaultRun& run) {
    Counter completed;
    LineCounter counter;
    const auto options = CaptureOptions()
                             .streams(CapturedStreams::Separate)
                             .input(text)
                             .keepAtMost(1000)
                             .lines(LineCallback::to<&LineCounter::take>(counter));
    Capture capture;
    Demuxer demuxer;
    const bool started = run.call(
        [&] { capture.start(demuxer, command, completed.completion(), kForever, options); });
    if (!run.call([&] { demuxer.run(); })) {
      run.call([&] { capture.cancel(); });
      demuxer.run();
    }
    EXPECT_EQ(completed.calls, started ? 1 : 0);
    const auto outcome = run.call([&] { return capture.outcome(); });
    if (!started || outcome != Outcome::Done) return;
    const auto captured = run.call([&] { return capture.take(); });
    if (!captured) return;
    ASSERT_TRUE(captured->status);
    EXPECT_TRUE(captured->status->succeeded());
    EXPECT_EQ(captured->output, text.substr(0, 1000));
    EXPECT_EQ(captured->outputDropped, text.size() + 3 - 1000);
    EXPECT_EQ(counter.lines, 2);
  };
  fail("Capture::start, outcome, take", scenario, kStartsPrograms);
}

TEST_F(ProcessFaults, ACaptureThatIsCancelledLeavesNothing) {
  const Command command = smallCommand("hang");
  const auto scenario = [&](FaultRun& run) {
    Counter completed;
    Capture capture;
    Demuxer demuxer;
    const bool started =
        run.call([&] { capture.start(demuxer, command, completed.completion(), kForever); });
    run.call([&] { capture.cancel(); });
    if (!run.call([&] { demuxer.run(); })) demuxer.run();
    EXPECT_EQ(completed.calls, started ? 1 : 0);
  };
  fail("Capture::cancel", scenario, kStartsPrograms);
}

TEST_F(ProcessFaults, WhatCannotBeStartedIsNeverSaidToRun) {
  Command command = smallCommand("exit", {"0"});
  command.workingDirectory("no/such/directory");
  const auto scenario = [&](FaultRun& run) {
    const auto refused = run.call([&] {
      try {
        Process::start(command);
        return false;
      } catch (const std::string&) {
        return true;
      }
    });
    EXPECT_TRUE(refused.value_or(true));
  };
  fail("Process::start in no directory", scenario, kStartsPrograms);
}

// Also where a child that is not the program yet enters a directory, leads a group, and puts its
// streams in their places.
TEST_F(ProcessFaults, WhatIsRefusedIsToldWithTheProgramAndTheReason) {
  TemporaryTree tree;
  Command command = smallCommand("directory");
  command.workingDirectory(tree.path());
  failStartThatTells("Process::start in a directory", command, tree.path().text());
}

// Also by the child itself, before it is the program.
TEST_F(ProcessFaults, AChildRunsAsItIsToldOrNotAtAll) {
  Command command = smallCommand("niceness");
  Limits limits;
  limits.cpuTime(std::chrono::hours(1)).memory(UINT64_MAX);
  if (!native::kWindows) limits.openFiles(100);
  command.priority(Priority::Lowest).limits(limits);
  if (!ownProcessors().empty()) command.processors(ownProcessors());
  const std::string told = Process::capture(command).output;
  failStartThatTells("Process::start with a priority, limits and processors", command, told);
}

TEST_F(ProcessFaults, AStreamThatBecomesAnotherIsThereOrToldToBeMissing) {
  const Command command = smallCommand("exit", {"0"});
  const std::string program = Process::executable().text();
  Streams streams;
  streams.input(Stream::null()).errorToOutput();
  const auto scenario = [&](FaultRun& run) {
    std::optional<Process> process = run.call([&] { return Process::start(command, streams); });
    if (!process) return expectProgramAndReason(run, program);
    EXPECT_TRUE(process->wait().succeeded());
  };
  fail("Process::start with error to output", scenario, kStartsPrograms);
}

TEST_F(ProcessFaults, ARunningChildIsWaitedForKilledAndReaped) {
  const Command command = smallCommand("hang");
  const auto scenario = [&](FaultRun& run) {
    auto process = run.call([&] { return Process::start(command); });
    if (!process) return;
    const auto early = run.call([&] { return process->wait(now()); });
    if (early) {
      EXPECT_FALSE(*early) << "it runs";
    }
    run.call([&] { process->kill(); });
    const auto status = run.call([&] { return process->wait(); });
    if (status) {
      EXPECT_TRUE(status->wasKilled());
    }
  };
  fail("Process::kill", scenario, kStartsPrograms);
}

// Only who can never remove a group, or never learn its name, leaves one.
bool mayLeaveControlGroup() {
  const faults::Call* hit = faults::state->hit.load();
  if (hit == nullptr) return false;
  const std::string_view name = hit->name;
  return (name == "rmdir" || name == "readlink") &&
         faults::variantOf(*hit, faults::state->variant.load()).repetitions != 0;
}

TEST_F(ProcessFaults, AContainedChildIsKilledAndLeavesNoControlGroup) {
  Command command = smallCommand("hang");
  command.contained();
  const auto scenario = [&](FaultRun& run) {
    auto process = run.call([&] { return Process::start(command); });
    if (process) {
      run.call([&] { process->kill(); });
      const auto status = run.call([&] { return process->wait(); });
      if (status) {
        EXPECT_TRUE(status->wasKilled());
        EXPECT_NE(status->reach(), KillReach::Child);
      }
      run.call([&] { process.reset(); });
    }
    const std::size_t left = removeControlGroups();
    if (!mayLeaveControlGroup()) {
      EXPECT_EQ(left, 0U);
    }
  };
  fail("Process::kill of a contained child", scenario, kStartsPrograms);
}

TEST_F(ProcessFaults, DestroyingARunningChildLeavesNothing) {
  const Command command = smallCommand("hang");
  const auto scenario = [&](FaultRun& run) {
    std::optional<Process> process = run.call([&] { return Process::start(command); });
    run.call([&] { process.reset(); });
  };
  fail("Process's destruction", scenario, kStartsPrograms);
}

// Each run has files of its own: what shows a child's console may hold them for a moment longer.
TEST_F(ProcessFaults, FilesAreItsStreamsOrThereIsNoChild) {
  const Command command = smallCommand("both", {"1"});
  const TemporaryTree tree;
  const Path input = tree.file("input", "text");
  int runs = 0;
  const auto scenario = [&](FaultRun& run) {
    const std::string number = std::to_string(++runs);
    const Path output = tree.file("output" + number, "before\n");
    const Path error = tree / ("error" + number);
    Streams streams;
    streams.input(Stream::from(input)).output(Stream::appendTo(output)).error(Stream::to(error));
    auto process = run.call([&] { return Process::start(command, streams); });
    if (!process) return;
    if (run.call([&] { process->wait(); })) {
      EXPECT_EQ(File::read(output), "before\nout\n");
      EXPECT_EQ(File::read(error), "err\n");
    }
  };
  fail("Process::start with files", scenario, kStartsPrograms);
}

// In a session of its own it gets what it is passed in the right places, or it is not there.
TEST_F(ProcessFaults, WhatIsPassedIsThereOrThereIsNoChild) {
  const Command command = smallCommand("write-passed", {"FIRST", "SECOND"}).newSession();
  const std::string program = Process::executable().text();
  const auto scenario = [&](FaultRun& run) {
    Pipe first;
    Pipe second;
    Streams streams;
    streams.passOutput("FIRST", Stream::pipe(first)).passOutput("SECOND", Stream::pipe(second));
    std::optional<Process> process = run.call([&] { return Process::start(command, streams); });
    if (!process) return expectProgramAndReason(run, program);
    EXPECT_EQ(restOf(second), "SECOND\n");
    EXPECT_EQ(restOf(first), "FIRST\n");
    EXPECT_TRUE(process->wait().succeeded());
  };
  fail("Process::start with passed streams in a session", scenario, kStartsPrograms);
}

TEST_F(ProcessFaults, NobodysChildRunsOrIsNotThere) {
  const Command command = smallCommand("write-passed", {"READY"});
  const std::string program = Process::executable().text();
  const auto scenario = [&](FaultRun& run) {
    Pipe ready;
    Streams streams;
    streams.input(Stream::null()).passOutput("READY", Stream::pipe(ready));
    const auto id = run.call([&] { return Process::startDetached(command, streams); });
    if (!id) return expectProgramAndReason(run, program);
    EXPECT_EQ(restOf(ready), "READY\n");
    EXPECT_NE(*id, 0U);
  };
  fail("Process::startDetached", scenario, kStartsPrograms);
}

TEST_F(ProcessFaults, AChildIsAtItsTerminalOrThereIsNone) {
  const Command command = smallCommand("terminal");
  const auto options = CaptureOptions().terminal({61, 20});
  const auto scenario = [&](FaultRun& run) {
    const auto captured =
        run.call([&] { return Process::capture(command, now() + kPatience, options); });
    if (!captured) return expectProgramAndReason(run, "");
    EXPECT_TRUE(captured->status) << "the deadline is far";
    EXPECT_NE(captured->output.find("width 61"), std::string::npos) << captured->output;
  };
  fail("Process::capture at a terminal", scenario, kStartsPrograms);
}

// Which the child itself does.
TEST_F(ProcessFaults, AChildOfAPreparedProcessHasTheLimitOfBefore) {
  const Command command = smallCommand("handle-limit");
  const FewHandles few(raiseHandleLimit(0) - 1);
  const std::string before = std::to_string(raiseHandleLimit(0)) + "\n";
  Process::prepare();
  failStartThatTells("Process::start in a prepared process", command, before);
}

TEST_F(ProcessFaults, PrepareOpensWhatIsClosed) {
  const std::uint64_t few = raiseHandleLimit(0) - 1;
  const auto scenario = [&](FaultRun& run) {
    const FewHandles fewer(few);
    const residue::InputClosed closed;
    if (run.call([] { Process::prepare(); })) {
      EXPECT_TRUE(closed.isOpenAgain());
    }
  };
  fail("Process::prepare", scenario);
}

TEST_F(ProcessFaults, ItsOwnPathAndArguments) {
  const Path program = Process::executable();
  const char* const words[] = {"program", "an argument that is long enough", nullptr};
  const auto scenario = [&](FaultRun& run) {
    const auto executable = run.call([] { return Process::executable(); });
    if (executable) {
      EXPECT_EQ(*executable, program);
    }
    run.call([&] { return Process::arguments(2, words); });
  };
  fail("Process::executable, arguments", scenario);
}

TEST_F(ProcessFaults, WhatThisProcessHasUsed) {
  fail("Process::usage", [](FaultRun& run) { run.call([] { return Process::usage(); }); });
  fail("Process::holding", [](FaultRun& run) { run.call([] { return Process::holding(); }); });
}

TEST_F(ProcessFaults, WhetherACommandFitsOrAnError) {
  const Command command = smallCommand("exit", {"0"});
  fail("Process::fits", [&](FaultRun& run) {
    EXPECT_TRUE(run.call([&] { return Process::fits(command); }).value_or(true));
  });
}

TEST_F(ProcessFaults, ACommandIsBuiltOrAnError) {
  const std::string text = "a text that is long enough to need memory";
  const auto scenario = [&](FaultRun& run) {
    std::string program = text;
    std::string argument = text;
    std::vector<std::string> more = {text, text};
    auto command = run.call([&] { return Command(std::move(program)); });
    if (!command) return;
    run.call([&] { command->argument(std::move(argument)); });
    run.call([&] { command->arguments(std::move(more)); });
    std::string line = text;
    run.call([&] { return Command::line(std::move(line)); });
  };
  fail("Command", scenario);
}

}  // namespace
}  // namespace sys
