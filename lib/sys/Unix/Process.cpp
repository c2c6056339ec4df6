// lib/sys/Unix/Process.cpp -- Children are named by a number that stays theirs until they are
// reaped.
#include "ProcessOs.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "Unix/OpenFile.hpp"
#include "Unix/Spawn.hpp"
#include "Unix/Unix.hpp"

// Where Unixes differ; see platform/EnvironmentPointer.cpp.
static char** environmentPointer();

namespace sys {

// Where Unixes differ; see platform/ChildExit.cpp, platform/ControlGroup.cpp,
// platform/DiskBytes.cpp, platform/ExecutablePath.cpp, platform/IgnoredSignals.cpp,
// platform/MostDescriptors.cpp and platform/PeakMemory.cpp.
namespace posix {
static sigset_t ignoredSignals();  // They stay ignored through exec, and must not.
static int openChildExit(pid_t id);
static bool awaitChildExit(pid_t id, int exit, Deadline deadline);
static int makeControlGroup() noexcept;            // -1 where there can be none.
static bool killControlGroup(int group) noexcept;  // All who are in it, if it can.
static void removeControlGroup(int group, bool wasKilled) noexcept;
static std::uint64_t diskBytesOf(long operations);
static Path executablePath();
static std::uint64_t peakMemoryOf(const rusage& used);
static rlim_t mostDescriptors();  // More would be of no use, or harm.
}  // namespace posix

void Process::Os::resolveLine(Launch& launch, const std::string& line) {
  launch.program = "/bin/sh";
  launch.arguments = {"sh", "-c", line};
}

namespace {

// The texts as exec takes them: pointers that end with a null.
std::vector<char*> pointersTo(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

int descriptorFor(const ChildStream& stream, int number) {
  switch (stream.kind) {
    case ChildStream::Kind::Inherited:
      return number;
    case ChildStream::Kind::Output:
      return 1;
    case ChildStream::Kind::Handle:
      return stream.handle;
    case ChildStream::Kind::Null:
      break;
  }
  return -1;
}

// Keeps all signals away from this thread, so that no handler runs in a child that shares its
// memory.
class SignalsBlocked {
public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
  sigset_t before_;
};

std::chrono::microseconds timeFrom(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

Usage usageFrom(const rusage& used) {
  return {timeFrom(used.ru_utime),
          timeFrom(used.ru_stime),
          posix::peakMemoryOf(used),
          static_cast<std::uint64_t>(used.ru_majflt),
          posix::diskBytesOf(used.ru_inblock),
          posix::diskBytesOf(used.ru_oublock)};
}

[[noreturn]] void failToBind(const Launch& launch, int error) {
  constexpr const char* kWhat = "cannot be bound to these processors";
  if (error == ENOSYS) fail(launch.program, kWhat, "this system lets no program choose them");
  if (error != EINVAL) fail(launch.program, kWhat, error);
  fail(launch.program, kWhat, "one of them is not there or not for this process to use");
}

[[noreturn]] void failToStart(const Launch& launch, const posix::SpawnFailure& failure) {
  switch (failure.step) {
    case posix::SpawnStep::Directory:
      fail(launch.directory->text(), "cannot start '" + launch.program + "' in this directory",
           failure.error);
    case posix::SpawnStep::Priority:
      fail(launch.program, "cannot lower the priority of this program", failure.error);
    case posix::SpawnStep::Processors:
      failToBind(launch, failure.error);
    case posix::SpawnStep::CpuTime:
      fail(launch.program, "cannot limit the processor time of this program", failure.error);
    case posix::SpawnStep::Memory:
      fail(launch.program, "cannot limit the memory of this program", failure.error);
    case posix::SpawnStep::OpenFiles:
      fail(launch.program, "cannot limit the open files of this program", failure.error);
    case posix::SpawnStep::Streams:
      fail(launch.program, "cannot set up the streams of this program", failure.error);
    default:
      fail(launch.program, "cannot start this program", failure.error);
  }
}

// A child that is to have a control group goes without where it cannot have one.
posix::Spawned spawnWith(posix::SpawnPlan& plan) {
  posix::Spawned child = posix::spawn(plan);
  if (child.id != -1 || plan.controlGroup == -1) return child;
  posix::removeControlGroup(std::exchange(plan.controlGroup, -1), false);
  return child.failure.step == posix::SpawnStep::ControlGroup ? posix::spawn(plan) : child;
}

// -1 is a niceness, too.
int nicenessFor(const Launch& launch) {
  constexpr int kNicest = 19;
  errno = 0;
  const int own = ::getpriority(PRIO_PROCESS, 0);
  if (own == -1 && errno != 0) {
    fail(launch.program, "cannot lower the priority of this program", lastSystemCode());
  }
  return *launch.priority == Priority::Lowest ? kNicest : std::min(own + 10, kNicest);
}

posix::ProcessorSet processorsOf(const Launch& launch) {
  using posix::ProcessorSet;
  ProcessorSet set;
  for (const unsigned number : launch.processors) {
    if (number >= ProcessorSet::kMost) failToBind(launch, EINVAL);
    set.words[number / ProcessorSet::kBits] |= 1UL << number % ProcessorSet::kBits;
  }
  return set;
}

rlim_t limitFrom(std::uint64_t value) {
  return static_cast<rlim_t>(std::min<std::uint64_t>(value, RLIM_INFINITY));
}

// The limit of descriptors that `prepare` has raised: from and to what. 0: it has not.
std::atomic<rlim_t> descriptorsBefore{0};
std::atomic<rlim_t> descriptorsRaised{0};

// What cannot be raised stays as it is: what is opened beyond it says so.
void raiseDescriptorLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == -1) return;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = std::min(limit.rlim_max, posix::mostDescriptors());
  if (limit.rlim_cur <= before || ::setrlimit(RLIMIT_NOFILE, &limit) == -1) return;
  descriptorsBefore = before;
  descriptorsRaised = limit.rlim_cur;
}

// The limits of a child, as far as this process may set them.
class ChildLimits {
public:
  explicit ChildLimits(const Launch& launch) {
    using posix::SpawnStep;
    const LaunchLimits& wanted = launch.limits;
    if (const auto time = wanted.cpuSeconds; time != 0) {
      add(launch, SpawnStep::CpuTime, {limitFrom(time), limitFrom(time + 1)}, RLIMIT_CPU);
    }
    if (const auto memory = limitFrom(wanted.memory); memory != 0) {
      add(launch, SpawnStep::Memory, {memory, memory}, RLIMIT_AS);
    }
    if (const auto files = limitFrom(wanted.openFiles); files != 0) {
      add(launch, SpawnStep::OpenFiles, {files, files}, RLIMIT_NOFILE);
    } else if (descriptorsRaised != 0) {
      takeBackRaise(launch);
    }
  }

  std::span<const posix::SpawnLimit> all() const { return {limits_, count_}; }

private:
  static rlimit ownLimit(const Launch& launch, posix::SpawnStep step, int resource) {
    rlimit own{};
    if (::getrlimit(resource, &own) == -1) failToStart(launch, {step, errno});
    return own;
  }

  void add(const Launch& launch, posix::SpawnStep step, const rlimit& wanted, int resource) {
    const rlim_t most = ownLimit(launch, step, resource).rlim_max;
    const rlimit values{std::min(wanted.rlim_cur, most), std::min(wanted.rlim_max, most)};
    limits_[count_++] = {step, resource, values};
  }

  // Programs that still call select rely on a low one. What somebody has changed since stays.
  void takeBackRaise(const Launch& launch) {
    rlimit own = ownLimit(launch, posix::SpawnStep::OpenFiles, RLIMIT_NOFILE);
    if (own.rlim_cur != descriptorsRaised) return;
    own.rlim_cur = descriptorsBefore;
    limits_[count_++] = {posix::SpawnStep::OpenFiles, RLIMIT_NOFILE, own};
  }

  posix::SpawnLimit limits_[3];
  std::size_t count_ = 0;
};

}  // namespace

bool Process::Os::hasStream(int number) noexcept { return ::fcntl(number, F_GETFD) != -1; }

// A directory can be opened, but not read.
OwnedHandle Process::Os::openFile(const StreamFile& file) {
  constexpr int kFlags[] = {O_RDONLY, O_WRONLY | O_CREAT | O_TRUNC, O_WRONLY | O_CREAT | O_APPEND};
  OwnedHandle opened =
      posix::openFile(file.path.text().c_str(), kFlags[static_cast<int>(file.use)], 0666);
  struct stat raw;
  if (!opened || ::fstat(opened.get(), &raw) == -1) {
    fail(file.path.text(), file.what, lastSystemCode());
  }
  if (S_ISDIR(raw.st_mode)) fail(file.path.text(), file.what, EISDIR);
  return opened;
}

bool Process::Os::start(Process& process, const Launch& launch) {
  const std::vector<char*> arguments = pointersTo(launch.arguments);
  const std::vector<char*> environment =
      launch.environment ? pointersTo(launch.environment->entries()) : std::vector<char*>(1);
  posix::SpawnPlan plan{};
  plan.program = launch.program.c_str();
  plan.arguments = arguments.data();
  // This process's own as it stands; there is none after clearenv.
  const bool isOwn = !launch.environment && environmentPointer() != nullptr;
  plan.environment = isOwn ? environmentPointer() : environment.data();
  plan.directory = launch.directory ? launch.directory->text().c_str() : nullptr;
  for (int i = 0; i < 3; ++i) plan.streams[i] = descriptorFor(launch.streams[i], i);
  plan.leads = !launch.sharesTerminal;
  if (launch.priority) plan.niceness = nicenessFor(launch);
  std::optional<posix::ProcessorSet> processors;
  if (!launch.processors.empty()) plan.processors = &processors.emplace(processorsOf(launch));
  const ChildLimits limits(launch);
  plan.limits = limits.all();
  plan.ignored = posix::ignoredSignals();
  plan.controlGroup = launch.isContained ? posix::makeControlGroup() : -1;

  posix::Spawned child;
  {
    const SignalsBlocked blocked;
    child = spawnWith(plan);
  }
  if (child.id == -1) {
    if (child.failure.error == E2BIG && launch.responseFile) return false;
    failToStart(launch, child.failure);
  }
  process.id_ = child.id;
  process.tree_ = plan.controlGroup;
  process.exit_ = child.exit != -1 ? child.exit : posix::openChildExit(child.id);
  return true;
}

bool Process::Os::awaitEnd(const Process& process, Deadline deadline) {
  if (deadline == kForever) return true;  // Reaping waits too.
  return posix::awaitChildExit(process.id_, process.exit_, deadline);
}

ChildEnd Process::Os::reap(const Process& process) {
  int status = 0;
  rusage used{};
  if (posix::retryOnInterrupt([&] { return ::wait4(process.id_, &status, 0, &used); }) == -1) {
    fail("process " + std::to_string(process.id_), "cannot tell how it ended", lastSystemCode());
  }
  const bool signalled = WIFSIGNALED(status);
  const int value = signalled ? WTERMSIG(status) : WEXITSTATUS(status);
  return {static_cast<std::uint32_t>(value), signalled, usageFrom(used)};
}

// The number is the child's until it is reaped, and so is its group's.
void Process::Os::terminate(const Process& process) noexcept {
  ::kill(process.leads_ ? -process.id_ : process.id_, SIGTERM);
}

KillReach Process::Os::kill(const Process& process) noexcept {
  const bool all = process.tree_ != native::kNoHandle && posix::killControlGroup(process.tree_);
  if (process.leads_) ::kill(-process.id_, SIGKILL);
  ::kill(process.id_, SIGKILL);
  if (all) return KillReach::Tree;
  return process.leads_ ? KillReach::Group : KillReach::Child;
}

Usage Process::Os::usage() {
  rusage used{};
  if (::getrusage(RUSAGE_SELF, &used) == -1) {
    fail("", "cannot tell what this process has used", lastSystemCode());
  }
  return usageFrom(used);
}

void Process::Os::release(Process& process) noexcept {
  OwnedHandle(std::exchange(process.exit_, native::kNoHandle)).reset();
  const native::Handle group = std::exchange(process.tree_, native::kNoHandle);
  if (group != native::kNoHandle) posix::removeControlGroup(group, process.killed_);
}

void Process::Os::prepare() {
  // The lowest free number is taken: opening until one is above 2 fills every gap.
  for (int descriptor = 0; descriptor <= 2;) {
    descriptor = posix::retryOnInterrupt([] { return ::open("/dev/null", O_RDWR | O_NOCTTY); });
    if (descriptor == -1) fail("/dev/null", "cannot open it", lastSystemCode());
    if (descriptor > 2) ::close(descriptor);
  }
  raiseDescriptorLimit();
}

Path Process::Os::executable() { return posix::executablePath(); }

std::vector<std::string> Process::Os::arguments(int argc, const char* const* argv) {
  if (argc < 1) return {};
  return {argv + 1, argv + argc};
}

std::string describeSignal(int signal) { return ::strsignal(signal); }

}  // namespace sys

#include "platform/ChildExit.cpp"
#include "platform/ControlGroup.cpp"
#include "platform/DiskBytes.cpp"
#include "platform/EnvironmentPointer.cpp"
#include "platform/ExecutablePath.cpp"
#include "platform/IgnoredSignals.cpp"
#include "platform/MostDescriptors.cpp"
#include "platform/PeakMemory.cpp"
#include "platform/Spawn.cpp"
