// lib/sys/Darwin/Holding.cpp -- The kernel's task knows its memory, and libproc lists descriptors.
#pragma once

#include <libproc.h>
#include <mach/mach.h>
#include <unistd.h>

#include <vector>

#include "Error.hpp"
#include "sys/Process.hpp"

namespace sys::posix {

static constexpr const char* kCannotTellHolding = "cannot tell what this process holds";

static std::uint64_t heldMemory() {
  mach_task_basic_info info{};
  mach_msg_type_number_t size = MACH_TASK_BASIC_INFO_COUNT;
  if (::task_info(::mach_task_self(), MACH_TASK_BASIC_INFO, reinterpret_cast<task_info_t>(&info),
                  &size) != KERN_SUCCESS) {
    fail("", kCannotTellHolding, "the kernel does not tell of its memory");
  }
  return info.resident_size;
}

// Without a place for the list the answer has room for some more than there are.
static std::uint64_t openDescriptors() {
  const int room = ::proc_pidinfo(::getpid(), PROC_PIDLISTFDS, 0, nullptr, 0);
  std::vector<proc_fdinfo> list(static_cast<std::size_t>(room) / sizeof(proc_fdinfo) + 1);
  const int size = ::proc_pidinfo(::getpid(), PROC_PIDLISTFDS, 0, list.data(),
                                  static_cast<int>(list.size() * sizeof(proc_fdinfo)));
  if (room <= 0 || size <= 0) fail("", kCannotTellHolding, lastSystemCode());
  return static_cast<std::size_t>(size) / sizeof(proc_fdinfo);
}

static Holding ownHolding() { return {heldMemory(), openDescriptors()}; }

}  // namespace sys::posix
