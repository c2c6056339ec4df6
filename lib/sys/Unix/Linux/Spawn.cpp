// lib/sys/Unix/Linux/Spawn.cpp -- clone3 in the parent's memory and descriptor table, which the
// child takes apart first.
//
// With CLONE_FILES nothing is copied: close_range(UNSHARE) keeps only the descriptors below the
// cut, so the cost of a start does not grow with what this process has open, and no copy of a file
// that is being written keeps it busy (ETXTBSY). What a kernel, a sandbox or an emulator does not
// have is left out step by step:
//   no close_range        the table is copied, and all but three are marked close-on-exec
//   no clone3             clone, and handled signals are set back one by one
//   memory is not shared  fork (qemu-user, some sandboxes): found out once
#include "Unix/Spawn.hpp"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <thread>

#include "Unix/Linux/Clone.hpp"
#include "Unix/SpawnChild.cpp"
#include "Unix/Unix.hpp"

namespace sys::posix {

namespace {

constexpr std::uint64_t kClearSignalHandlers = 0x100000000ULL;  // CLONE_CLEAR_SIGHAND, 5.5
constexpr int kSharedMemory = CLONE_VM | CLONE_VFORK;

// What the child reads and writes while the parent's thread stands still.
struct SharedChild {
  const SpawnPlan* plan;
  SpawnDescriptors descriptors;
  SpawnFailure failure;
};

// Once known, not tried again. Several threads may find out the same.
std::atomic<bool> lacksClone3{false};
std::atomic<bool> lacksUnshare{false};

constexpr std::size_t kStackSize = 32 * 1024;

}  // namespace

static void runSharedChild(void* argument) {
  SharedChild& child = *static_cast<SharedChild*>(argument);
  child.failure = becomeProgram(*child.plan, child.descriptors);
  ::_exit(127);
}

static int runClonedChild(void* argument) {
  runSharedChild(argument);
  return 127;
}

static bool isMissing(int error) { return error == ENOSYS || error == EPERM || error == EINVAL; }

// One attempt by clone3: -1 and errno if the kernel gave no child.
static pid_t cloneWithClearedSignals(SharedChild& child, int flags, int& exit, char* stack) {
  CloneArguments arguments{};
  arguments.flags = kClearSignalHandlers | static_cast<std::uint64_t>(flags) | CLONE_PIDFD;
  arguments.pidfd = reinterpret_cast<std::uint64_t>(&exit);
  arguments.exitSignal = SIGCHLD;
  arguments.stack = reinterpret_cast<std::uint64_t>(stack);
  arguments.stackSize = kStackSize;
  return static_cast<pid_t>(::sys_clone3(&arguments, sizeof arguments, runSharedChild, &child));
}

// Without clone3 the child has this process's handlers; they must not run in it.
static SpawnPlan withHandledSignals(const SpawnPlan& plan) {
  SpawnPlan all = plan;
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action = {};
    if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler != SIG_DFL) {
      ::sigaddset(&all.ignored, number);
    }
  }
  return all;
}

static pid_t cloneSharing(SharedChild& child, int flags, int& exit) {
  alignas(64) char stack[kStackSize];
  if (!lacksClone3) {
    const pid_t id = cloneWithClearedSignals(child, flags, exit, stack);
    if (id != -1 || !isMissing(errno)) return id;
    lacksClone3 = true;
  }
  exit = -1;
  const SpawnPlan complete = withHandledSignals(*child.plan);
  child.plan = &complete;
  // Kernels before 5.2 leave `exit` alone.
  return ::clone(runClonedChild, stack + kStackSize, flags | CLONE_PIDFD | SIGCHLD, &child, &exit);
}

static void reapQuietly(pid_t id, int exit) {
  int status = 0;
  retryOnInterrupt([&] { return ::waitpid(id, &status, 0); });
  if (exit != -1) ::close(exit);
}

static int writeThroughSharedMemory(void* argument) {
  *static_cast<volatile int*>(argument) = 1;
  ::_exit(0);
}

// Whether a child of clone sees this process's memory and this process stands still for it, as
// Linux promises.
static bool childSharesMemory() {
  static const bool shares = [] {
    alignas(64) char stack[kStackSize];
    int seen = 0;
    const pid_t id =
        ::clone(writeThroughSharedMemory, stack + kStackSize, kSharedMemory | SIGCHLD, &seen);
    if (id == -1) return false;
    reapQuietly(id, -1);
    return seen == 1;
  }();
  return shares;
}

static Spawned spawnSharing(const SpawnPlan& plan) {
  const bool unshares = !lacksUnshare;
  SharedChild child{&plan, unshares ? SpawnDescriptors::Unshare : SpawnDescriptors::Close, {}};
  Spawned result;
  result.id = cloneSharing(child, kSharedMemory | (unshares ? CLONE_FILES : 0), result.exit);
  if (result.id == -1) {
    result.failure.error = errno;
    return result;
  }
  if (child.failure.step == SpawnStep::None) return result;
  reapQuietly(result.id, result.exit);
  result.id = result.exit = -1;
  result.failure = child.failure;
  if (result.failure.step == SpawnStep::Unshare && isMissing(result.failure.error)) {
    lacksUnshare = true;
    return spawnSharing(plan);
  }
  return result;
}

// A program that was just written may be held open by a child that another thread is starting by
// older means: that passes within milliseconds. https://github.com/golang/go/issues/22315
static Spawned spawnRetryingBusy(const SpawnPlan& plan) {
  constexpr int kTries = 20;
  for (int attempt = 0;; ++attempt) {
    Spawned result = childSharesMemory() ? spawnSharing(plan) : spawnByFork(plan);
    const bool busy = result.failure.step == SpawnStep::Execute && result.failure.error == ETXTBSY;
    if (!busy || attempt == kTries) return result;
    std::this_thread::sleep_for(std::chrono::microseconds(200) * (attempt + 1));
  }
}

Spawned spawn(const SpawnPlan& plan) { return spawnRetryingBusy(plan); }

}  // namespace sys::posix

#include "Unix/ForkSpawn.cpp"
#include "Unix/Linux/Clone.cpp"
