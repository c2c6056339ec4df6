#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

/// clone3 with a stack and a function for the child, which the C library does not offer: -1 and
/// errno, or the child's id. `stack` is the stack's upper end. ENOSYS on processors that no code is
/// written for.
long sys_clone3(void* arguments, std::size_t size, void (*run)(void*), void* argument);
}

namespace sys::posix {

/// struct clone_args of <linux/sched.h>; older headers lack it.
struct CloneArguments {
  alignas(8) std::uint64_t flags;
  std::uint64_t pidfd;
  std::uint64_t childTid;
  std::uint64_t parentTid;
  std::uint64_t exitSignal;
  std::uint64_t stack;
  std::uint64_t stackSize;
  std::uint64_t tls;
  std::uint64_t setTid;  // From here on: 5.5.
  std::uint64_t setTidSize;
  std::uint64_t controlGroup;  // 5.7.
};

/// What every kernel with clone3 takes (5.3).
inline constexpr std::size_t kFirstCloneArguments = offsetof(CloneArguments, setTid);

}  // namespace sys::posix
