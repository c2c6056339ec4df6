// lib/sys/Windows/Process.cpp -- A child is a handle, what it starts is a job, and its arguments
// are one text.
//
// Quirks: a child is in its job from the start (PROC_THREAD_ATTRIBUTE_JOB_LIST, Windows 10), so
// that nothing it starts escapes and no suspended child is left if this process dies. The job does
// not die with its last handle: what outlives a child that was waited for lives on, as on Unix. 259
// is an exit code like any other; only the handle says whether a child runs.
#include "ProcessOs.hpp"

#include <optional>
#include <utility>

#include "BatchFile.hpp"
#include "EnvironmentText.hpp"
#include "Windows/OpenFile.hpp"
#include "Windows/Spawn.hpp"
#include "Windows/Windows.hpp"
#include "sys/CommandLine.hpp"

// After windows.h.
#include <psapi.h>

namespace sys {

// Where the first word of a line ends: at a blank outside of quotation marks.
static std::size_t programEnd(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (!quoted && (line[i] == ' ' || line[i] == '\t')) return i;
  }
  return line.size();
}

void Process::Os::resolveLine(Launch& launch, const std::string& line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string::npos) fail("", "cannot run a command line", "it is empty");
  launch.line = line.substr(begin);
  const std::string_view word = std::string_view(launch.line).substr(0, programEnd(launch.line));
  launch.program =
      resolveProgram(CommandLine::split(word, CommandStyle::Windows).at(0), launch.environment);
}

namespace {

// What CreateProcess gets: the program that runs, and the text it finds its arguments in.
struct LaunchText {
  std::wstring program;
  std::wstring line;
};

// The longest line, and the longest that cmd.exe reads.
constexpr std::size_t kLongestLine = 32766;
constexpr std::size_t kLongestCmdLine = 8191;

void refuseLong(const Launch& launch, const std::wstring& line, std::size_t longest) {
  if (line.size() <= longest) return;
  fail(launch.program, "cannot start this program",
       "its command line has " + std::to_string(line.size()) + " characters and Windows takes " +
           std::to_string(longest),
       "Use a response file.");
}

// COMSPEC is not asked: it could name anything.
std::wstring commandInterpreter() {
  wchar_t directory[MAX_PATH];
  const UINT length = ::GetSystemDirectoryW(directory, MAX_PATH);
  if (length == 0 || length >= MAX_PATH) {
    fail("cmd.exe", "cannot be found", lastSystemCode());
  }
  return std::wstring(directory, length) + L"\\cmd.exe";
}

// Of a batch file what cmd.exe reads.
std::wstring commandLineOf(const Launch& launch) {
  if (!isBatchFile(launch.program)) {
    return win::widen(launch.line.empty()
                          ? CommandLine::join(launch.arguments, CommandStyle::Windows)
                          : launch.line);
  }
  return win::widen(
      launch.line.empty()
          ? batchCommand(launch.program, std::span(launch.arguments).subspan(1))
          : batchCommandLine(launch.program,
                             std::string_view(launch.line).substr(programEnd(launch.line))));
}

// A batch file goes through cmd.exe: without the user's AutoRun commands (/d), taking the outer
// quotation marks off in any case (/s), and without `!` as a second `%` (/v:off).
LaunchText batchText(const Launch& launch) {
  LaunchText text{commandInterpreter(), commandLineOf(launch)};
  refuseLong(launch, text.line, kLongestCmdLine);
  text.line.insert(0, L"cmd.exe /d /e:on /v:off /s /c ");
  return text;
}

// Nothing if it is too long and may go to a file.
std::optional<LaunchText> launchText(const Launch& launch) {
  if (isBatchFile(launch.program)) return batchText(launch);
  LaunchText text{win::widenPath(Path(launch.program)), commandLineOf(launch)};
  if (text.line.size() > kLongestLine && launch.responseFile) return std::nullopt;
  refuseLong(launch, text.line, kLongestLine);
  return text;
}

[[noreturn]] void failToStart(const Launch& launch, const std::wstring& directory,
                              SystemCode code) {
  if (code != ERROR_DIRECTORY || !launch.directory) {
    fail(launch.program, "cannot start this program", code);
  }
  // It says no more than that something is wrong with the directory.
  if (::GetFileAttributesW(directory.c_str()) == INVALID_FILE_ATTRIBUTES) code = lastSystemCode();
  fail(launch.directory->text(), "cannot start '" + launch.program + "' in this directory", code);
}

}  // namespace

bool Process::Os::fits(const Launch& launch) {
  return commandLineOf(launch).size() <=
         (isBatchFile(launch.program) ? kLongestCmdLine : kLongestLine);
}

bool Process::Os::hasStream(int number) noexcept {
  return win::standardHandle(win::kStreamNumbers[number]) != nullptr;
}

// Programs ask what they write to.
OwnedHandle Process::Os::openFile(const StreamFile& file) {
  constexpr DWORD kAccess[] = {GENERIC_READ, GENERIC_WRITE | FILE_READ_ATTRIBUTES,
                               FILE_APPEND_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE};
  constexpr DWORD kDispositions[] = {OPEN_EXISTING, CREATE_ALWAYS, OPEN_ALWAYS};
  const auto use = static_cast<std::size_t>(file.use);
  OwnedHandle opened = win::openFile(win::widenPath(file.path), kAccess[use], kDispositions[use],
                                     FILE_ATTRIBUTE_NORMAL);
  if (!opened) win::failToOpen(file.path, file.what, ::GetLastError());
  return opened;
}

namespace {

// What a child that was started is known by.
struct Started {
  OwnedHandle process;
  DWORD id = 0;
};

bool needsJob(const Launch& launch) {
  const bool isTree = !launch.isDetached && !launch.sharesTerminal;
  return isTree || launch.isContained || win::hasLimits(launch);
}

// Nothing if it has too many arguments and reads response files. `job` becomes its job, if it needs
// one.
std::optional<Started> startChild(Launch& launch, OwnedHandle& job) {
  if (launch.limits.openFiles != 0) {
    fail(launch.program, "cannot limit the open files of this program",
         "Windows has no limit of handles");
  }
  std::optional<LaunchText> text = launchText(launch);
  if (!text) return std::nullopt;
  const std::wstring directory = win::childDirectory(launch);
  const win::ChildHandles streams(launch);
  const Environment variables = launch.environment ? *launch.environment : Environment::current();
  const std::wstring environment =
      win::widen(variables::blockOf(variables.entries(), PathStyle::Windows));
  if (needsJob(launch)) job = win::makeJob(launch);
  win::StartAttributes attributes(launch, streams, job);

  PROCESS_INFORMATION child{};
  const auto create = [&](DWORD flags) {
    return ::CreateProcessW(text->program.c_str(), text->line.data(), nullptr, nullptr,
                            streams.count() != 0, flags, const_cast<wchar_t*>(environment.data()),
                            directory.empty() ? nullptr : directory.c_str(),
                            attributes.startupInfo(), &child) != 0;
  };
  // A job need not let go what is nobody's child; it is then denied as anything may be.
  const DWORD flags = win::creationFlags(launch);
  const bool created =
      (launch.isDetached && create(flags | CREATE_BREAKAWAY_FROM_JOB)) || create(flags);
  if (!created) failToStart(launch, directory, lastSystemCode());
  ::CloseHandle(child.hThread);
  return Started{OwnedHandle(win::fromHandle(child.hProcess)), child.dwProcessId};
}

}  // namespace

bool Process::Os::start(Process& process, Launch& launch) {
  OwnedHandle job;
  std::optional<Started> child = startChild(launch, job);
  if (!child) return false;
  process.id_ = child->id;
  process.exit_ = child->process.release();
  // A job whose handle is closed holds as long as a process is in it.
  if (!launch.sharesTerminal || launch.isContained) process.tree_ = job.release();
  return true;
}

std::uint64_t Process::Os::startDetached(Launch& launch) {
  OwnedHandle job;
  return startChild(launch, job)->id;  // Response files it has none.
}

bool Process::Os::awaitEnd(const Process& process, Deadline deadline) {
  for (;;) {
    const DWORD left = win::millisecondsUntil(deadline);
    switch (::WaitForSingleObject(win::toHandle(process.exit_), left)) {
      case WAIT_OBJECT_0:
        return true;
      case WAIT_FAILED:
        fail("process " + std::to_string(process.id_), "cannot wait for its end", lastSystemCode());
      default:
        if (left == 0) return false;
    }
  }
}

static std::chrono::microseconds timeFrom(const FILETIME& time) {
  const std::uint64_t ticks = std::uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime;
  return std::chrono::microseconds(ticks / 10);
}

static std::optional<Usage> usageOf(HANDLE process) {
  FILETIME created;
  FILETIME ended;
  FILETIME system;
  FILETIME user;
  PROCESS_MEMORY_COUNTERS memory{};
  IO_COUNTERS transfers{};
  if (!::GetProcessTimes(process, &created, &ended, &system, &user) ||
      !::GetProcessMemoryInfo(process, &memory, sizeof memory) ||
      !::GetProcessIoCounters(process, &transfers)) {
    return std::nullopt;
  }
  // Of faults it does not say which had to read.
  return Usage{timeFrom(user),
               timeFrom(system),
               memory.PeakWorkingSetSize,
               0,
               transfers.ReadTransferCount,
               transfers.WriteTransferCount};
}

ChildEnd Process::Os::reap(const Process& process) {
  awaitEnd(process, kForever);
  DWORD code = 0;
  if (!::GetExitCodeProcess(win::toHandle(process.exit_), &code)) {
    fail("process " + std::to_string(process.id_), "cannot tell how it ended", lastSystemCode());
  }
  return {code, false, usageOf(win::toHandle(process.exit_)).value_or(Usage())};
}

// Its group has its own number.
void Process::Os::terminate(const Process& process) noexcept {
  if (process.leads_) ::GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, process.id_);
}

Usage Process::Os::usage() {
  if (const std::optional<Usage> usage = usageOf(::GetCurrentProcess())) return *usage;
  fail("", "cannot tell what this process has used", lastSystemCode());
}

Holding Process::Os::holding() {
  PROCESS_MEMORY_COUNTERS memory{};
  DWORD handles = 0;
  if (!::GetProcessMemoryInfo(::GetCurrentProcess(), &memory, sizeof memory) ||
      !::GetProcessHandleCount(::GetCurrentProcess(), &handles)) {
    fail("", "cannot tell what this process holds", lastSystemCode());
  }
  return {memory.WorkingSetSize, handles};
}

// Both are without effect on what has ended.
KillReach Process::Os::kill(const Process& process) noexcept {
  constexpr UINT kKilledCode = 1;
  if (process.tree_ != native::kNoHandle) {
    ::TerminateJobObject(win::toHandle(process.tree_), kKilledCode);
    return KillReach::Tree;
  }
  ::TerminateProcess(win::toHandle(process.exit_), kKilledCode);
  return KillReach::Child;
}

void Process::Os::release(Process& process) noexcept {
  OwnedHandle(std::exchange(process.exit_, native::kNoHandle)).reset();
  OwnedHandle(std::exchange(process.tree_, native::kNoHandle)).reset();
}

void Process::Os::prepare() {
  for (const DWORD number : win::kStreamNumbers) {
    if (win::standardHandle(number) != nullptr) continue;
    OwnedHandle nothing = win::openNull(nullptr);
    if (!::SetStdHandle(number, win::toHandle(nothing.get()))) {
      fail("", "cannot open a missing standard stream on nothing", lastSystemCode());
    }
    nothing.release();  // It is the stream's for as long as this process runs.
  }
}

Path Process::Os::executable() {
  std::wstring name(MAX_PATH, L'\0');
  for (;;) {
    const DWORD length =
        ::GetModuleFileNameW(nullptr, name.data(), static_cast<DWORD>(name.size()));
    if (length == 0) fail("", "cannot tell the path of this program", lastSystemCode());
    if (length < name.size()) return Path(win::narrow({name.data(), length}));
    name.resize(name.size() * 2);
  }
}

std::vector<std::string> Process::Os::arguments(int, const char* const*) {
  std::vector<std::string> texts =
      CommandLine::split(win::narrow(::GetCommandLineW()), CommandStyle::Windows);
  if (!texts.empty()) texts.erase(texts.begin());
  return texts;
}

std::string describeSignal(int) { return "Windows has no signals"; }

}  // namespace sys

#include "platform/Spawn.cpp"
