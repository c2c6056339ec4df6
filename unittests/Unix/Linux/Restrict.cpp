// unittests/Unix/Linux/Restrict.cpp -- A seccomp filter answers the denied calls with ENOSYS, as an
// older kernel does.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace sys {

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t kArchitecture = 0;  // Unknown: the filter is refused.
#endif

struct Deniable {
  std::string_view name;
  int number;
};

// The numbers that all architectures share stand here as such: older headers lack the names.
constexpr Deniable kDeniable[] = {
    {"pidfd_send_signal", 424},   {"io_uring_setup", 425},
    {"pidfd_open", 434},          {"clone3", 435},
    {"close_range", 436},         {"openat2", 437},
    {"pidfd_getfd", 438},         {"epoll_pwait2", 441},
    {"write", SYS_write},         {"copy_file_range", SYS_copy_file_range},
    {"getrandom", SYS_getrandom}, {"statx", SYS_statx},
    {"renameat2", SYS_renameat2},
};

bool complain(std::string_view why, std::string_view about = {}) {
  residue::say("SYS_TEST_DENY: ");
  residue::say(why);
  residue::say(about);
  residue::say("\n");
  return false;
}

bool findNumbers(std::string_view names, std::vector<int>& numbers) {
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(','));
    names.remove_prefix(std::min(names.size(), name.size() + 1));
    const Deniable* found = nullptr;
    for (const Deniable& call : kDeniable) {
      if (call.name == name) found = &call;
    }
    if (found == nullptr) return complain("no such system call is known: ", name);
    numbers.push_back(found->number);
  }
  return true;
}

constexpr std::uint32_t offsetOfArchitecture = offsetof(seccomp_data, arch);
constexpr std::uint32_t offsetOfNumber = offsetof(seccomp_data, nr);

std::vector<sock_filter> filterFor(const std::vector<int>& numbers) {
  const auto step = [](int code, std::uint32_t value, std::uint8_t yes = 0, std::uint8_t no = 0) {
    return sock_filter{static_cast<std::uint16_t>(code), yes, no, value};
  };
  std::vector<sock_filter> filter = {
      step(BPF_LD | BPF_W | BPF_ABS, offsetOfArchitecture),
      // Another architecture's numbers mean other calls.
      step(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0),
      step(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      step(BPF_LD | BPF_W | BPF_ABS, offsetOfNumber),
  };
  for (const int number : numbers) {
    filter.push_back(step(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(number), 0, 1));
    filter.push_back(step(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS));
  }
  filter.push_back(step(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  return filter;
}

}  // namespace

bool denySystemCalls() {
  const char* names = std::getenv("SYS_TEST_DENY");
  if (names == nullptr || *names == '\0') return true;
  std::vector<int> numbers;
  if (!findNumbers(names, numbers)) return false;
  std::vector<sock_filter> filter = filterFor(numbers);
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  if (kArchitecture == 0) return complain("the architecture is not known");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    return complain("the kernel refuses the filter");
  }
  // Shown to work, not believed: emulators accept a filter and ignore it.
  errno = 0;
  if (::syscall(numbers.front(), -1, 0, 0, 0, 0, 0) != -1 || errno != ENOSYS) {
    return complain("the filter has no effect");
  }
  return true;
}

}  // namespace sys
