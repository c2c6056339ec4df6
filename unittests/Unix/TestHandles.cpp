// unittests/Unix/TestHandles.cpp -- Descriptors and signals as a child finds them.
#include "TestHandles.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

std::string openInheritableHandle(const std::string& path) {
  return std::to_string(::open(path.c_str(), O_RDONLY));
}

std::size_t raiseHandleLimit(std::size_t wanted) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur;
}

static std::uint64_t changeHandleLimit(std::uint64_t count) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = static_cast<rlim_t>(count);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return before;
}

FewHandles::FewHandles(std::uint64_t count) : limit_(changeHandleLimit(count)) {}

FewHandles::~FewHandles() { changeHandleLimit(limit_); }

// The lowest free descriptor is the limit then.
NoHandlesLeft::NoHandlesLeft() {
  const int free = ::dup(1);
  if (free == -1) return;
  taken_.push_back(free);
  limit_ = changeHandleLimit(static_cast<std::uint64_t>(free) + 8);
  for (int next = ::dup(1); next != -1; next = ::dup(1)) taken_.push_back(next);
}

NoHandlesLeft::~NoHandlesLeft() {
  for (const int taken : taken_) ::close(taken);
  if (!taken_.empty()) changeHandleLimit(limit_);
}

// One poll of all numbers there may be: it says which are not open, and waits for none.
std::vector<std::int64_t> openHandles() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  std::vector<pollfd> all(std::min<rlim_t>(limit.rlim_cur, 1024));
  for (std::size_t i = 0; i < all.size(); ++i) all[i].fd = static_cast<int>(i);
  ::poll(all.data(), static_cast<nfds_t>(all.size()), 0);
  std::vector<std::int64_t> open;
  for (const pollfd& one : all) {
    if ((one.revents & POLLNVAL) == 0) open.push_back(one.fd);
  }
  return open;
}

bool handleLeadsTo(const std::string& spelling, const std::string& path) {
  struct stat open {};
  struct stat named {};
  return ::fstat(std::stoi(spelling), &open) == 0 && ::stat(path.c_str(), &named) == 0 &&
         open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

std::string unusualSignals() {
  sigset_t blocked;
  ::sigprocmask(SIG_SETMASK, nullptr, &blocked);
  std::string found;
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action = {};
    ::sigaction(number, nullptr, &action);
    if (action.sa_handler == SIG_IGN || sigismember(&blocked, number) == 1) {
      found += std::to_string(number) + " ";
    }
  }
  return found;
}

UnusualSignals::UnusualSignals() {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGUSR1, SIG_IGN);
  ::signal(NSIG - 1, SIG_IGN);  // The highest: a real-time one where there are any.
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &blocked, nullptr);
}

UnusualSignals::~UnusualSignals() {
  ::signal(SIGPIPE, SIG_DFL);
  ::signal(SIGUSR1, SIG_DFL);
  ::signal(NSIG - 1, SIG_DFL);
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  ::sigprocmask(SIG_UNBLOCK, &blocked, nullptr);
}

std::size_t readStandardInput(char* into, std::size_t size) {
  const ssize_t count = ::read(0, into, size);
  return count < 0 ? 0 : static_cast<std::size_t>(count);
}

std::string readHandle(const std::string& spelling) {
  std::string text;
  char buffer[256];
  for (;;) {
    const ssize_t count = ::read(std::stoi(spelling), buffer, sizeof buffer);
    if (count <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(count));
  }
}

void interruptProcess(std::uint64_t id) { ::kill(static_cast<pid_t>(id), SIGINT); }

void heedInterrupts() {}  // A child ignores none; see Process.

int ownNiceness() { return ::getpriority(PRIO_PROCESS, 0); }

void makeNeverWait(int stream) { ::fcntl(stream, F_SETFL, ::fcntl(stream, F_GETFL) | O_NONBLOCK); }

bool doesWait(int stream) { return (::fcntl(stream, F_GETFL) & O_NONBLOCK) == 0; }

// A part of it is enough.
void wantCore(bool isWanted) {
  rlimit limit{};
  ::getrlimit(RLIMIT_CORE, &limit);
  limit.rlim_cur = isWanted ? std::min<rlim_t>(limit.rlim_max, 1U << 20) : 0;
  ::setrlimit(RLIMIT_CORE, &limit);
}

// Linux's pattern says so; other systems have other places.
bool coresAreLeftHere() {
  char pattern[128] = {};
  rlimit limit{};
  const int file = ::open("/proc/sys/kernel/core_pattern", O_RDONLY);
  if (file == -1) return false;
  const bool known = ::read(file, pattern, sizeof pattern - 1) > 0;
  ::close(file);
  ::getrlimit(RLIMIT_CORE, &limit);
  return known && std::strpbrk(pattern, "|/") == nullptr && limit.rlim_max > 0;
}

// All addresses, in pages: where Linux has them. Darwin lets a process have more than its limit.
std::uint64_t ownLimitedMemory() {
  char text[32] = {};
  const int file = ::open("/proc/self/statm", O_RDONLY);
  if (file == -1) return 0;
  const bool known = ::read(file, text, sizeof text - 1) > 0;
  ::close(file);
  return known ? std::stoull(text) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

std::uint64_t ownProcessId() { return static_cast<std::uint64_t>(::getpid()); }

void leaveSession() { ::setsid(); }

bool isInSessionOf(std::uint64_t id) { return ::getsid(0) == ::getsid(static_cast<pid_t>(id)); }

bool processExists(std::uint64_t id) { return ::kill(static_cast<pid_t>(id), 0) == 0; }

unsigned leftChildren() {
  unsigned count = 0;
  for (;;) {
    siginfo_t ended{};
    if (::waitid(P_ALL, 0, &ended, WEXITED | WNOHANG) == 0) {
      ++count;
      if (ended.si_pid == 0) return count;  // At least one that still runs.
    } else if (errno != EINTR) {
      return count;  // ECHILD: there is none.
    }
  }
}
