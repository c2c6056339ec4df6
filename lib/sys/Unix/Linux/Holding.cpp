// lib/sys/Unix/Linux/Holding.cpp -- /proc lists the descriptors that are open, and tells of memory
// in pages.
#pragma once

#include <unistd.h>

#include <charconv>

#include "Error.hpp"
#include "sys/Directory.hpp"
#include "sys/File.hpp"
#include "sys/Process.hpp"

namespace sys::posix {

static constexpr const char* kCannotTellHolding = "cannot tell what this process holds";

// The second number: the pages that are in memory.
static std::uint64_t heldMemory() {
  const std::string text = File::read(Path("/proc/self/statm")).value_or("");
  const std::size_t second = text.find(' ') + 1;
  std::uint64_t pages = 0;
  const char* end = text.data() + text.size();
  const long pageSize = ::sysconf(_SC_PAGESIZE);
  if (std::from_chars(text.data() + second, end, pages).ec != std::errc() || pageSize <= 0) {
    fail("/proc/self/statm", kCannotTellHolding, "there is no number of pages");
  }
  return pages * static_cast<std::uint64_t>(pageSize);
}

static Holding ownHolding() {
  const auto descriptors = Directory::list(Path("/proc/self/fd"));
  if (!descriptors) fail("/proc/self/fd", kCannotTellHolding, "there is no /proc");
  return {heldMemory(), descriptors->size() - 1};  // One of them is the list's.
}

}  // namespace sys::posix
