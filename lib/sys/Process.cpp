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
#include "sys/PseudoTerminal.hpp"

namespace sys {

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
  return "was ended by signal " + std::to_string(number) + " (" + describeSignal(number) + ")" +
         (dumpedCore_ ? "; core dumped" : "");
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

// The absolute path of the program, found where the child would look. What is wrong with one that
// was spelled the system knows best, so only Windows, which completes names, looks for that.
static std::string resolveProgram(const std::string& name,
                                  const std::optional<Environment>& variables) {
  const bool isPath = isProgramPath(name);
  std::optional<Path> found;
  if (!isPath || kHostPathStyle == PathStyle::Windows) {
    found = variables ? variables->findProgram(name) : searchedVariables(name).findProgram(name);
  }
  if (!found && !isPath) {
    fail(name, "cannot start this program", "it is in none of the directories of PATH",
         "Check the spelling, or install it.");
  }
  const Path program = found.value_or(Path(name));
  return program.isAbsolute() ? program.text() : Directory::current().join(program).text();
}

Launch Process::Os::resolve(const Command& command) {
  Launch launch;
  launch.environment = command.environment_;
  launch.directory = command.workingDirectory_;
  launch.sharesTerminal = command.sharesTerminal_;
  launch.isNewSession = command.isNewSession_;
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
class Process::Opened {
public:
  Opened(const Streams& streams, Launch& launch);

  /// The child runs: those who asked for pipes and a terminal get them.
  void handOver();

private:
  struct Ours {
    Pipe* place;
    Pipe pipe;
  };

  // What a stream is to a child that is given it as `role`, "the input".
  ChildStream open(const Stream& wanted, bool isInput, const char* role);
  ChildStream openPipeTo(Pipe& place, bool isInput);
  ChildStream openFile(const Stream& wanted, const char* role);
  void openTerminal(Launch& launch, PseudoTerminal& place);
  ChildStream keep(OwnedHandle handle);
  ChildStream own(int number) const;

  const Launch& launch_;
  bool hasOwn_[3] = {true, true, true};
  std::vector<OwnedHandle> theirs_;
  std::vector<Ours> ours_;
  PseudoTerminal* terminalPlace_ = nullptr;
  PseudoTerminal terminal_;
};

// What this process has is found out before anything is opened, which may take the place of a
// stream that it has not. Where nothing is, the child finds out.
Process::Opened::Opened(const Streams& streams, Launch& launch) : launch_(launch) {
  if (streams.input_.needsOthers() || streams.output_.needsOthers() ||
      streams.error_.needsOthers() || !streams.passed_.empty()) {
    for (int i = 0; i < 3; ++i) hasOwn_[i] = Os::hasStream(i);
  }
  if (streams.terminal_ != nullptr) openTerminal(launch, *streams.terminal_);
  launch.streams[0] = open(streams.input_, true, "the input");
  launch.streams[1] = open(streams.output_, false, "the output");
  launch.streams[2] =
      streams.errorToOutput_ ? launch.streams[1] : open(streams.error_, false, "the error stream");
  for (int i = 0; i < 3; ++i) {
    ChildStream& stream = launch.streams[i];
    if (stream.kind != ChildStream::Kind::Inherited) continue;
    if (streams.terminal_ != nullptr) {
      stream.kind = ChildStream::Kind::Terminal;
      continue;
    }
    const bool isShared = i == 2 && streams.errorToOutput_;
    if (isShared || !hasOwn_[i]) stream = own(isShared ? 1 : i);
  }
  for (const Streams::Passed& passed : streams.passed_) {
    launch.passed.push_back(
        {passed.variable, open(passed.stream, passed.isInput, passed.variable.c_str())});
  }
  if (!launch.passed.empty() && !launch.environment) launch.environment = Environment::current();
}

void Process::Opened::handOver() {
  for (Ours& one : ours_) *one.place = std::move(one.pipe);
  if (terminalPlace_ != nullptr) *terminalPlace_ = std::move(terminal_);
}

ChildStream Process::Opened::open(const Stream& wanted, bool isInput, const char* role) {
  switch (wanted.kind_) {
    case Stream::Kind::Inherited:
      return {};
    case Stream::Kind::OwnOutput:
      return own(1);
    case Stream::Kind::OwnError:
      return own(2);
    case Stream::Kind::Null:
      return {ChildStream::Kind::Null};
    case Stream::Kind::Pipe:
      return openPipeTo(*wanted.pipe_, isInput);
    case Stream::Kind::Open:
      return {ChildStream::Kind::Handle, wanted.file_->handle_};
    default:
      return openFile(wanted, role);
  }
}

ChildStream Process::Opened::own(int number) const {
  if (!hasOwn_[number]) return {ChildStream::Kind::Null};
  return {number == 1 ? ChildStream::Kind::Output : ChildStream::Kind::Error};
}

ChildStream Process::Opened::keep(OwnedHandle handle) {
  theirs_.push_back(std::move(handle));
  return {ChildStream::Kind::Handle, theirs_.back().get()};
}

ChildStream Process::Opened::openPipeTo(Pipe& place, bool isInput) {
  PipeEnds ends = openPipeFor(launch_, isInput);
  Pipe ours(ends.ours.release(), isInput ? Pipe::Way::ToChild : Pipe::Way::FromChild);
  ours_.push_back({&place, std::move(ours)});
  return keep(std::move(ends.theirs));
}

ChildStream Process::Opened::openFile(const Stream& wanted, const char* role) {
  const std::string what =
      "cannot be opened as " + std::string(role) + " of '" + launch_.program + "'";
  const StreamFile::Use use = wanted.kind_ == Stream::Kind::From ? StreamFile::Use::Read
                              : wanted.kind_ == Stream::Kind::To ? StreamFile::Use::Replace
                                                                 : StreamFile::Use::Append;
  return keep(Os::openFile({wanted.path_, use, what}));
}

void Process::Opened::openTerminal(Launch& launch, PseudoTerminal& place) try {
  if (launch.sharesTerminal) fail("", "cannot be at a terminal", "it is to share this process's");
  if (launch.isDetached) fail("", "cannot be at a terminal", "it is to be nobody's child");
  terminalPlace_ = &place;
  terminal_ = PseudoTerminal(place.size_);
  OwnedHandle theirs;
  launch.terminal = terminal_.open(theirs);
  launch.isNewSession = true;
  theirs_.push_back(std::move(theirs));
} catch (...) {
  rethrowWithContext(launch.program);
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
  Opened opened(streams, launch);
  Process process;
  if (!Os::start(process, launch)) {
    process.putArgumentsInFile(launch);
    Os::start(process, launch);
  }
  process.ended_ = false;
  process.leads_ = !launch.sharesTerminal;
  opened.handOver();
  return process;
} catch (...) {
  rethrowAsString();
}

bool Process::fits(const Command& command) try {
  return Os::fits(Os::resolve(command));
} catch (...) {
  rethrowAsString();
}

std::uint64_t Process::startDetached(const Command& command, const Streams& streams) try {
  if (command.isContained_ || command.sharesTerminal_) {
    fail(command.program_, "cannot be started as nobody's child",
         command.isContained_ ? "it is to be contained" : "it is to share the terminal");
  }
  Launch launch = Os::resolve(command);
  launch.isDetached = true;
  launch.responseFile.reset();
  Opened opened(streams, launch);
  const std::uint64_t id = Os::startDetached(launch);
  opened.handOver();
  return id;
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
  status_.dumpedCore_ = end.dumpedCore;
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

Holding Process::holding() try { return Os::holding(); } catch (...) {
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
