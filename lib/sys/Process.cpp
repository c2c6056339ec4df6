// lib/sys/Process.cpp -- Checks and resolves commands, opens their streams, and owns children.
#include "sys/Process.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "DemuxerOs.hpp"
#include "Error.hpp"
#include "PipeOs.hpp"
#include "ProcessOs.hpp"
#include "RandomName.hpp"
#include "sys/CommandLine.hpp"
#include "sys/Directory.hpp"
#include "sys/File.hpp"

namespace sys {

Limits& Limits::cpuTime(std::chrono::seconds time) try {
  if (time.count() <= 0) fail("", "cannot limit a program's processor time", "it needs some");
  cpuSeconds_ = static_cast<std::uint64_t>(time.count());
  return *this;
} catch (...) {
  rethrowAsString();
}

Limits& Limits::memory(std::uint64_t bytes) try {
  if (bytes == 0) fail("", "cannot limit a program's memory", "it needs some");
  memory_ = bytes;
  return *this;
} catch (...) {
  rethrowAsString();
}

Limits& Limits::openFiles(std::uint64_t count) try {
  if (count == 0) fail("", "cannot limit a program's open files", "it needs some");
  openFiles_ = count;
  return *this;
} catch (...) {
  rethrowAsString();
}

Command::Command(std::string program) try : program_(std::move(program)) {
  if (program_.empty()) fail("", "cannot run a command", "its program has no name");
  refuseNul(program_, "a program's name");
} catch (...) {
  rethrowAsString();
}

Command Command::line(std::string text) try {
  Command command(std::move(text));
  command.isLine_ = true;
  return command;
} catch (...) {
  rethrowAsString();
}

Command& Command::argument(std::string text) try {
  if (isLine_) fail(program_, "cannot add an argument", "this is a whole command line");
  refuseNul(text, "an argument");
  arguments_.push_back(std::move(text));
  return *this;
} catch (...) {
  rethrowAsString();
}

Command& Command::arguments(std::vector<std::string> texts) try {
  for (std::string& text : texts) argument(std::move(text));
  return *this;
} catch (...) {
  rethrowAsString();
}

Command& Command::responseFile(CommandStyle kind, Path directory) try {
  if (isLine_) fail(program_, "cannot use a response file", "this is a whole command line");
  responseFile_ = {kind, std::move(directory)};
  return *this;
} catch (...) {
  rethrowAsString();
}

Command& Command::workingDirectory(Path directory) {
  workingDirectory_ = std::move(directory);
  return *this;
}

Command& Command::environment(Environment variables) {
  environment_ = std::move(variables);
  return *this;
}

Command& Command::sharesTerminal() {
  sharesTerminal_ = true;
  return *this;
}

Command& Command::contained() {
  isContained_ = true;
  return *this;
}

Command& Command::priority(Priority priority) {
  priority_ = priority;
  return *this;
}

Command& Command::limits(const Limits& limits) {
  limits_ = limits;
  return *this;
}

Command& Command::processors(std::vector<unsigned> numbers) try {
  if (numbers.empty()) fail(program_, "cannot be bound to processors", "none is named");
  processors_ = std::move(numbers);
  return *this;
} catch (...) {
  rethrowAsString();
}

Stream Stream::inherited() { return {Kind::Inherited, nullptr}; }
Stream Stream::null() { return {Kind::Null, nullptr}; }
Stream Stream::pipe(Pipe& ours) { return {Kind::Pipe, &ours}; }
Stream Stream::from(Path file) { return {Kind::From, std::move(file)}; }
Stream Stream::to(Path file) { return {Kind::To, std::move(file)}; }
Stream Stream::appendTo(Path file) { return {Kind::AppendTo, std::move(file)}; }

Streams& Streams::input(Stream stream) try {
  if (stream.kind_ == Stream::Kind::To || stream.kind_ == Stream::Kind::AppendTo) {
    fail(stream.file_.text(), "cannot be the input of a child", "it is to be written to");
  }
  input_ = std::move(stream);
  return *this;
} catch (...) {
  rethrowAsString();
}

// What is read from is no place to write to.
void Streams::refuseInput(const Stream& stream) {
  if (stream.kind_ != Stream::Kind::From) return;
  fail(stream.file_.text(), "cannot be the output of a child", "it is to be read from");
}

Streams& Streams::output(Stream stream) try {
  refuseInput(stream);
  output_ = std::move(stream);
  return *this;
} catch (...) {
  rethrowAsString();
}

Streams& Streams::error(Stream stream) try {
  refuseInput(stream);
  error_ = std::move(stream);
  errorToOutput_ = false;
  return *this;
} catch (...) {
  rethrowAsString();
}

Streams& Streams::errorToOutput() {
  errorToOutput_ = true;
  return *this;
}

std::optional<std::uint32_t> ExitStatus::code() const {
  if (signalled_) return std::nullopt;
  return value_;
}

std::optional<int> ExitStatus::signal() const {
  if (!signalled_) return std::nullopt;
  return static_cast<int>(value_);
}

static const char* survivorsOf(KillReach reach) {
  switch (reach) {
    case KillReach::Child:
      return "; what it had started may live on";
    case KillReach::Group:
      return "; what had left its process group may live on";
    case KillReach::Tree:
      break;
  }
  return "";
}

std::string ExitStatus::describe() const try {
  if (killed_) return std::string("was killed") + survivorsOf(reach_);
  if (!signalled_) return "exited with code " + std::to_string(value_);
  const int number = static_cast<int>(value_);
  return "was ended by signal " + std::to_string(number) + " (" + describeSignal(number) + ")";
} catch (...) {
  rethrowAsString();
}

static bool isProgramPath(const std::string& name) {
  return Path(name).name().size() != name.size();
}

// What the search for this program asks of this process's variables: copying all of them would cost
// more than the search.
static Environment searchedVariables(const std::string& name) {
  Environment variables;
  const auto take = [&](const char* variable) {
    const std::optional<std::string> value = Environment::get(variable);
    if (value) variables.set(variable, *value);
  };
  if (!isProgramPath(name)) take("PATH");
  if (kHostPathStyle == PathStyle::Windows) take("PATHEXT");
  return variables;
}

// The absolute path of the program, found where the child would look.
static std::string resolveProgram(const std::string& name,
                                  const std::optional<Environment>& variables) {
  const std::optional<Path> found =
      variables ? variables->findProgram(name) : searchedVariables(name).findProgram(name);
  if (!found && !isProgramPath(name)) {
    fail(name, "cannot start this program", "it is in none of the directories of PATH",
         "Check the spelling, or install it.");
  }
  // What is wrong with one that was spelled the system knows best.
  const Path program = found.value_or(Path(name));
  return program.isAbsolute() ? program.text() : Directory::current().join(program).text();
}

Launch Process::Os::resolve(const Command& command) {
  Launch launch;
  launch.environment = command.environment_;
  launch.directory = command.workingDirectory_;
  launch.sharesTerminal = command.sharesTerminal_;
  launch.responseFile = command.responseFile_;
  launch.isContained = command.isContained_;
  launch.priority = command.priority_;
  launch.processors = command.processors_;
  launch.limits = {command.limits_.cpuSeconds_, command.limits_.memory_,
                   command.limits_.openFiles_};
  if (command.isLine_) {
    resolveLine(launch, command.program_);
  } else {
    launch.program = resolveProgram(command.program_, launch.environment);
    launch.arguments.reserve(command.arguments_.size() + 1);
    launch.arguments.push_back(command.program_);
    launch.arguments.insert(launch.arguments.end(), command.arguments_.begin(),
                            command.arguments_.end());
  }
  return launch;
}

static PipeEnds openPipeFor(const Launch& launch, bool toChild) try {
  return openPipe(toChild);
} catch (...) {
  rethrowWithContext(launch.program);
}

// The streams of a child that is being started: the child's ends, which this process drops once it
// runs, and ours.
struct Process::Opened {
  void open(int number, const Stream& wanted, Launch& launch);
  OwnedHandle openFile(int number, const Stream& wanted, const std::string& program) const;

  OwnedHandle theirs[3];
  Pipe ours[3];
};

OwnedHandle Process::Opened::openFile(int number, const Stream& wanted,
                                      const std::string& program) const {
  constexpr const char* kNames[] = {"input", "output", "error stream"};
  const std::string what =
      "cannot be opened as the " + std::string(kNames[number]) + " of '" + program + "'";
  const StreamFile::Use use = wanted.kind_ == Stream::Kind::From ? StreamFile::Use::Read
                              : wanted.kind_ == Stream::Kind::To ? StreamFile::Use::Replace
                                                                 : StreamFile::Use::Append;
  return Os::openFile({wanted.file_, use, what});
}

void Process::Opened::open(int number, const Stream& wanted, Launch& launch) {
  switch (wanted.kind_) {
    case Stream::Kind::Inherited:
      return;
    case Stream::Kind::Null:
      launch.streams[number].kind = ChildStream::Kind::Null;
      return;
    case Stream::Kind::Pipe: {
      const bool toChild = number == 0;
      PipeEnds ends = openPipeFor(launch, toChild);
      theirs[number] = std::move(ends.theirs);
      ours[number] = Pipe(ends.ours.release(), toChild ? Pipe::Way::ToChild : Pipe::Way::FromChild);
      break;
    }
    default:
      theirs[number] = openFile(number, wanted, launch.program);
  }
  launch.streams[number] = {ChildStream::Kind::Handle, theirs[number].get()};
}

// The program's only argument is then the name of the file.
void Process::putArgumentsInFile(Launch& launch) try {
  const std::span<const std::string> arguments = std::span(launch.arguments).subspan(1);
  const std::string text = CommandLine::responseFile(arguments, launch.responseFile->kind);
  const Path directory = Directory::current().join(launch.responseFile->directory);
  responseFile_ = directory.join("arguments-" + randomName());
  File::replace(*responseFile_, text);
  launch.arguments = {launch.arguments.front(), "@" + responseFile_->text()};
  launch.responseFile.reset();
} catch (...) {
  rethrowWithContext(launch.program);
}

Process Process::start(const Command& command, const Streams& streams) try {
  Launch launch = Os::resolve(command);
  const Stream* wanted[3] = {&streams.input_, &streams.output_, &streams.error_};
  const bool opensAny =
      std::ranges::any_of(wanted, [](const Stream* stream) { return stream->opens(); });
  // Before anything is opened, which may take the place of a stream that this process has not.
  for (int i = 0; i < 3 && opensAny; ++i) {
    if (!Os::hasStream(i)) launch.streams[i].kind = ChildStream::Kind::Null;
  }
  Opened opened;
  opened.open(0, *wanted[0], launch);
  opened.open(1, *wanted[1], launch);
  if (streams.errorToOutput_) {
    launch.streams[2] = launch.streams[1];
    if (launch.streams[2].kind == ChildStream::Kind::Inherited) {
      launch.streams[2].kind = ChildStream::Kind::Output;
    }
  } else {
    opened.open(2, *wanted[2], launch);
  }
  Process process;
  if (!Os::start(process, launch)) {
    process.putArgumentsInFile(launch);
    Os::start(process, launch);
  }
  process.ended_ = false;
  process.leads_ = !launch.sharesTerminal;
  for (int i = 0; i < 3; ++i) {
    if (opened.ours[i].isOpen()) *wanted[i]->pipe_ = std::move(opened.ours[i]);
  }
  return process;
} catch (...) {
  rethrowAsString();
}

Process::Process(Process&& other) noexcept { *this = std::move(other); }

Process& Process::operator=(Process&& other) noexcept {
  if (this == &other) return *this;
  release();
  id_ = other.id_;
  exit_ = std::exchange(other.exit_, native::kNoHandle);
  tree_ = std::exchange(other.tree_, native::kNoHandle);
  leads_ = other.leads_;
  killed_ = other.killed_;
  reach_ = other.reach_;
  ended_ = std::exchange(other.ended_, true);
  status_ = other.status_;
  responseFile_ = std::exchange(other.responseFile_, std::nullopt);
  return *this;
}

Process::~Process() { release(); }

void Process::release() {
  if (!ended_) {
    try {
      kill();
      Os::reap(*this);
    } catch (...) {
      // Somebody else took its status: it is reaped, which is all that is left to do.
    }
  }
  Os::release(*this);
  ended_ = true;
  removeResponseFile();
}

void Process::removeResponseFile() {
  if (!responseFile_) return;
  try {
    File::remove(*std::exchange(responseFile_, std::nullopt));
  } catch (...) {
    // Whoever keeps it has a reason.
  }
}

std::optional<ExitStatus> Process::wait(Deadline deadline) try {
  if (ended_) return status_;
  if (!Os::awaitEnd(*this, deadline)) return std::nullopt;
  ended_ = true;  // Whatever reaping brings: it is not tried twice.
  const ChildEnd end = Os::reap(*this);
  status_.value_ = end.value;
  status_.signalled_ = end.signalled;
  status_.usage_ = end.usage;
  status_.killed_ = killed_ && !status_.succeeded();
  status_.reach_ = reach_;
  Os::release(*this);
  removeResponseFile();
  return status_;
} catch (...) {
  rethrowAsString();
}

ExitStatus Process::wait() { return *wait(kForever); }

void Process::awaitExit(ExitWait& operation, Demuxer& demuxer, Completion completion) try {
  if (!demuxer.begin(operation, static_cast<unsigned char>(OperationKind::ExitWait), completion)) {
    return;
  }
  try {
    if (ended_) {
      demuxer.finish(operation);
    } else {
      Demuxer::Os::startExitWait(demuxer, operation, id_, exit_);
    }
  } catch (...) {
    demuxer.abandon(operation);
    throw;
  }
} catch (...) {
  rethrowAsString();
}

void Process::kill() {
  if (ended_) return;
  killed_ = true;
  reach_ = std::max(reach_, Os::kill(*this));
}

void Process::terminate() {
  if (!ended_) Os::terminate(*this);
}

Usage Process::usage() try { return Os::usage(); } catch (...) {
  rethrowAsString();
}

void Process::prepare() try { Os::prepare(); } catch (...) {
  rethrowAsString();
}

Path Process::executable() try { return Os::executable(); } catch (...) {
  rethrowAsString();
}

std::vector<std::string> Process::arguments(int argc, const char* const* argv) try {
  return Os::arguments(argc, argv);
} catch (...) {
  rethrowAsString();
}

}  // namespace sys

#include "platform/Process.cpp"
