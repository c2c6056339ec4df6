// lib/sys/Unix/Linux/Spawn.cpp -- clone3 in the parent's memory and descriptor table, which the
// child takes apart first.
//
// With CLONE_FILES nothing is copied: close_range(UNSHARE) keeps only the descriptors below the
// cut, so the cost of a start does not grow with what this process has open, and no copy of a file
// that is being written keeps it busy (ETXTBSY). What a kernel, a sandbox or an emulator does not
// have is left out step by step:
//   no close_range        the table is copied, and all but three are marked close-on-exec
//   no clone3             clone, and handled signals are set back one by one
//   no CLONE_INTO_CGROUP  the child enters its control group by itself
//   memory is not shared  fork (qemu-user, some sandboxes): found out once
#include "Unix/Spawn.hpp"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "Unix/Linux/Clone.hpp"
#include "Unix/RetryBusy.hpp"
#include "Unix/SpawnChild.cpp"
#include "Unix/Unix.hpp"

// ThreadSanitizer takes what the child does to its descriptors for this process's doing: it gets
// copies by fork.
#if defined(__SANITIZE_THREAD__)
#define SYS_SPAWN_BY_FORK 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SYS_SPAWN_BY_FORK 1
#endif
#endif

// AddressSanitizer never learns that the child's frames have ended, which lie in the parent's.
#if defined(__SANITIZE_ADDRESS__)
#define SYS_FORGETS_FRAMES 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SYS_FORGETS_FRAMES 1
#endif
#endif
#ifdef SYS_FORGETS_FRAMES
extern "C" void __asan_unpoison_memory_region(const volatile void* begin, std::size_t size);
#endif

namespace sys::posix {

namespace {

#ifdef SYS_SPAWN_BY_FORK
constexpr bool kMayShareMemory = false;
#else
constexpr bool kMayShareMemory = true;
#endif
constexpr std::uint64_t kClearSignalHandlers = 0x100000000ULL;  // CLONE_CLEAR_SIGHAND, 5.5
constexpr std::uint64_t kIntoControlGroup = 0x200000000ULL;     // CLONE_INTO_CGROUP, 5.7
constexpr int kSharedMemory = CLONE_VM | CLONE_VFORK;

// What the child reads and writes while the parent's thread stands still.
struct SharedChild {
  const SpawnPlan* plan;
  SpawnDescriptors descriptors;
  SpawnFailure failure;
};

// The child's stack, in the frame of the parent that waits for it.
class ChildStack {
public:
  ChildStack() = default;
  ChildStack(const ChildStack&) = delete;
  ChildStack& operator=(const ChildStack&) = delete;
#ifdef SYS_FORGETS_FRAMES
  ~ChildStack() { __asan_unpoison_memory_region(memory_, kSize); }
#endif

  char* lowerEnd() { return memory_; }
  char* upperEnd() { return memory_ + kSize; }
  static constexpr std::size_t kSize = 32 * 1024;

private:
  alignas(64) char memory_[kSize];
};

}  // namespace

static void runSharedChild(void* argument) {
  SharedChild& child = *static_cast<SharedChild*>(argument);
  child.failure = becomeProgram(*child.plan, child.descriptors);
  ::_exit(127);
}

static bool isMissing(int error) { return error == ENOSYS || error == EPERM || error == EINVAL; }

namespace {

// What a child runs, in the two forms that the two calls want.
struct ChildStart {
  void (*run)(void* argument);
  void* argument;
};

}  // namespace

static int runStart(void* start) {
  static_cast<ChildStart*>(start)->run(static_cast<ChildStart*>(start)->argument);
  return 127;
}

// Both start a child that shares this process's memory while this thread stands still: -1 and errno
// if there is none. clone3 is asked each time: that costs less than a microsecond where it is
// missing, and a refusal that passes (a full table, a policy) is not taken for its absence. And not
// the C library's `clone` where it can be helped: sanitizers take that for a fork, which copies
// memory.
static pid_t cloneClearingHandlers(const ChildStart& start, int flags, int& exit,
                                   int controlGroup = -1) {
  ChildStack stack;
  CloneArguments arguments{};
  arguments.flags =
      kClearSignalHandlers | kSharedMemory | CLONE_PIDFD | static_cast<std::uint64_t>(flags);
  arguments.pidfd = reinterpret_cast<std::uint64_t>(&exit);
  arguments.exitSignal = SIGCHLD;
  arguments.stack = reinterpret_cast<std::uint64_t>(stack.lowerEnd());
  arguments.stackSize = ChildStack::kSize;
  std::size_t size = kFirstCloneArguments;
  if (controlGroup != -1) {
    arguments.flags |= kIntoControlGroup;
    arguments.controlGroup = static_cast<std::uint64_t>(controlGroup);
    size = sizeof arguments;
  }
  return static_cast<pid_t>(::sys_clone3(&arguments, size, start.run, start.argument));
}

static pid_t cloneKeepingHandlers(ChildStart start, int flags, int& exit) {
  ChildStack stack;
  exit = -1;  // Kernels before 5.2 leave it alone.
  return ::clone(runStart, stack.upperEnd(), kSharedMemory | CLONE_PIDFD | SIGCHLD | flags, &start,
                 &exit);
}

// Without clone3 the child has this process's handlers; they must not run in it.
static SpawnPlan withHandledSignals(const SpawnPlan& plan) {
  SpawnPlan all = plan;
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action = {};
    if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler != SIG_DFL) {
      sigaddset(&all.ignored, number);
    }
  }
  return all;
}

static void reapQuietly(pid_t id, int exit) {
  int status = 0;
  retryOnInterrupt([&] { return ::waitpid(id, &status, 0); });
  if (exit != -1) ::close(exit);
}

static void writeThroughSharedMemory(void* seen) {
  *static_cast<volatile int*>(seen) = 1;
  ::_exit(0);
}

// Whether a child sees this process's memory and this process stands still for it, as Linux
// promises: found out once, by the first child there is.
static bool childSharesMemory() {
  enum : int { Unknown, Shares, Copies };
  static std::atomic<int> known{Unknown};
  if (!kMayShareMemory) return false;
  if (known == Unknown) {
    int seen = 0;
    int exit = -1;
    const ChildStart start{writeThroughSharedMemory, &seen};
    pid_t id = cloneClearingHandlers(start, 0, exit);
    if (id == -1 && isMissing(errno)) id = cloneKeepingHandlers(start, 0, exit);
    if (id == -1) return false;
    reapQuietly(id, exit);
    known = seen == 1 ? Shares : Copies;
  }
  return known == Shares;
}

// Born into `controlGroup`, if that is one.
static Spawned spawnSharing(const SpawnPlan& plan, bool unshares, int controlGroup = -1) {
  SharedChild child{&plan, unshares ? SpawnDescriptors::Unshare : SpawnDescriptors::Close, {}};
  const ChildStart start{runSharedChild, &child};
  const int flags = unshares ? CLONE_FILES : 0;
  Spawned result;
  result.id = cloneClearingHandlers(start, flags, result.exit, controlGroup);
  if (result.id == -1 && controlGroup != -1) {
    result.failure = {SpawnStep::ControlGroup, errno};
    return result;
  }
  if (result.id == -1 && isMissing(errno)) {
    const SpawnPlan complete = withHandledSignals(plan);
    child.plan = &complete;
    result.id = cloneKeepingHandlers(start, flags, result.exit);
  }
  if (result.id == -1) {
    result.failure.error = errno;
    return result;
  }
  if (child.failure.step == SpawnStep::None) return result;
  reapQuietly(result.id, result.exit);
  result.id = result.exit = -1;
  result.failure = child.failure;
  const bool lacksUnshare =
      result.failure.step == SpawnStep::Unshare && isMissing(result.failure.error);
  return lacksUnshare ? spawnSharing(plan, false, controlGroup) : result;
}

// What enters its group by itself opens a file for that, which a shared table would show to this
// process's other children.
static Spawned spawnInControlGroup(const SpawnPlan& plan) {
  SpawnPlan born = plan;
  born.controlGroup = -1;
  const Spawned child = spawnSharing(born, hasCloseRange(), plan.controlGroup);
  if (child.failure.step != SpawnStep::ControlGroup) return child;
  return spawnSharing(plan, false);
}

Spawned spawn(const SpawnPlan& plan) {
  return retryBusy([&] {
    const bool mustFork = plan.place == SpawnPlace::Nowhere || !childSharesMemory();
    if (mustFork) return spawnByFork(plan);
    return plan.controlGroup != -1 ? spawnInControlGroup(plan)
                                   : spawnSharing(plan, hasCloseRange());
  });
}

}  // namespace sys::posix

#include "Unix/ForkSpawn.cpp"
#include "Unix/Linux/Clone.cpp"
