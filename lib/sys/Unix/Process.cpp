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
#include "Unix/SpawnPlan.cpp"
#include "Unix/Unix.hpp"

namespace sys {

// Where Unixes differ; see platform/ChildExit.cpp, platform/ControlGroup.cpp,
// platform/DiskBytes.cpp, platform/ExecutablePath.cpp, platform/Holding.cpp,
// platform/MostArguments.cpp, platform/MostDescriptors.cpp and platform/PeakMemory.cpp.
namespace posix {

namespace {

// In bytes, of texts with their NULs.
struct ArgumentLimits {
  std::uint64_t all;  // With a pointer to each.
  std::uint64_t each;
};

}  // namespace

static int openChildExit(pid_t id);
static bool awaitChildExit(pid_t id, int exit, Deadline deadline);
static bool killControlGroup(int group) noexcept;  // All who are in it, if it can.
static void removeControlGroup(int group, bool wasKilled) noexcept;
static std::uint64_t diskBytesOf(long operations);
static Path executablePath();
static Holding ownHolding();
static ArgumentLimits mostArguments();
static std::uint64_t peakMemoryOf(const rusage& used);
static rlim_t mostDescriptors();  // More would be of no use, or harm.
}  // namespace posix

void Process::Os::resolveLine(Launch& launch, const std::string& line) {
  launch.program = "/bin/sh";
  launch.arguments = {"sh", "-c", line};
}

namespace {

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

// A child that is to have a control group goes without where it cannot have one.
posix::Spawned spawnWith(posix::SpawnPlan& plan) {
  posix::Spawned child = posix::spawn(plan);
  if (child.id != -1 || plan.controlGroup == -1) return child;
  posix::removeControlGroup(std::exchange(plan.controlGroup, -1), false);
  return child.failure.step == posix::SpawnStep::ControlGroup ? posix::spawn(plan) : child;
}

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

}  // namespace

// The system copies the program's path, too.
bool Process::Os::fits(const Launch& launch) {
  const posix::ArgumentLimits most = posix::mostArguments();
  std::uint64_t all = launch.program.size() + 1;
  bool fits = true;
  const auto add = [&](std::size_t size) {
    all += size + 1 + sizeof(char*);
    fits = fits && size < most.each;
  };
  for (const std::string& argument : launch.arguments) add(argument.size());
  if (launch.environment) {
    for (const std::string& entry : launch.environment->entries()) add(entry.size());
  } else if (char** entry = environmentPointer(); entry != nullptr) {
    for (; *entry != nullptr; ++entry) add(std::strlen(*entry));
  }
  return fits && all <= most.all;
}

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

static posix::Spawned spawnQuietly(ChildPlan& child) {
  const SignalsBlocked blocked;
  return spawnWith(child.plan());
}

bool Process::Os::start(Process& process, Launch& launch) {
  ChildPlan prepared(launch);
  const posix::Spawned child = spawnQuietly(prepared);
  if (child.id == -1) {
    if (child.failure.error == E2BIG && launch.responseFile) return false;
    failToStart(launch, child.failure);
  }
  process.id_ = child.id;
  process.tree_ = prepared.plan().controlGroup;
  process.exit_ = child.exit != -1 ? child.exit : posix::openChildExit(child.id);
  return true;
}

std::uint64_t Process::Os::startDetached(Launch& launch) {
  ChildPlan prepared(launch);
  const posix::Spawned child = spawnQuietly(prepared);
  if (child.id == -1) failToStart(launch, child.failure);
  return static_cast<std::uint64_t>(child.id);
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
  const bool dumpedCore = signalled && WCOREDUMP(status);
  return {static_cast<std::uint32_t>(value), signalled, usageFrom(used), dumpedCore};
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

Holding Process::Os::holding() { return posix::ownHolding(); }

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
#include "platform/ExecutablePath.cpp"
#include "platform/Holding.cpp"
#include "platform/MostArguments.cpp"
#include "platform/MostDescriptors.cpp"
#include "platform/PeakMemory.cpp"
#include "platform/Spawn.cpp"
