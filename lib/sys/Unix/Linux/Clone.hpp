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

/// struct clone_args of <linux/sched.h>, the first version (5.3); older headers lack it.
struct CloneArguments {
  alignas(8) std::uint64_t flags;
  std::uint64_t pidfd;
  std::uint64_t childTid;
  std::uint64_t parentTid;
  std::uint64_t exitSignal;
  std::uint64_t stack;
  std::uint64_t stackSize;
  std::uint64_t tls;
};

}  // namespace sys::posix
