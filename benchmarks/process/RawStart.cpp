// benchmarks/process/RawStart.cpp -- The system calls that the library makes for a start, and
// nothing else: what all it does is to cost.
#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>

#include "Starts.hpp"
#include "Unix/Linux/Clone.hpp"

namespace {

constexpr unsigned kUnshare = 2;                         // CLOSE_RANGE_UNSHARE
constexpr std::uint64_t kClearSignals = 0x100000000ULL;  // CLONE_CLEAR_SIGHAND

// In the child. None of it fails here; a start that lacked something would not get to its exec.
void become(void* words) {
  char** arguments = static_cast<char**>(words);
  bool ready = ::syscall(SYS_close_range, 3, ~0U, kUnshare) == 0 && ::setpgid(0, 0) == 0;
  for (int i = 0; i < 3; ++i) ready = ready && ::fcntl(i, F_SETFD, 0) == 0;
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (ready) ::execve(arguments[0], arguments, ::environ);
  ::_exit(127);
}

pid_t start(char** arguments, int& ended) {
  alignas(64) char stack[32 * 1024];
  sys::posix::CloneArguments how{};
  how.flags = kClearSignals | CLONE_VM | CLONE_VFORK | CLONE_FILES | CLONE_PIDFD;
  how.pidfd = reinterpret_cast<std::uint64_t>(&ended);
  how.exitSignal = SIGCHLD;
  how.stack = reinterpret_cast<std::uint64_t>(&stack);
  how.stackSize = sizeof stack;
  return static_cast<pid_t>(::sys_clone3(&how, sizeof how, &become, arguments));
}

// What the process ignores would stay ignored in the child.
void readSignals() {
  char text[4096];
  const int file = ::open("/proc/self/status", O_RDONLY | O_CLOEXEC);
  if (file == -1) bench::die("/proc/self/status");
  if (::read(file, text, sizeof text) <= 0) bench::die("/proc/self/status");
  ::close(file);
}

void startAndWait(char** arguments) {
  for (int i = 0; i < 3; ++i) {
    if (::fcntl(i, F_GETFL) == -1) bench::die("fcntl");
  }
  readSignals();
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  ::syscall(SYS_close_range, 1, 0, 0);  // Whether the kernel has it.
  int ended = -1;
  const pid_t child = start(arguments, ended);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (child == -1) bench::die("clone3");
  bench::reap(child);
  ::close(ended);
}

void startAll(bench::Starts& starts) {
  char* arguments[] = {const_cast<char*>(starts.child()), nullptr};
  starts.each([&] { startAndWait(arguments); });
}

}  // namespace

int main(int argc, char** argv) {
  return bench::measureStarts(argc, argv, bench::systemVersion(), &startAll);
}
