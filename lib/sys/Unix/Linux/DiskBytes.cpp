// lib/sys/Unix/Linux/DiskBytes.cpp -- An operation on a disk is one of 512 bytes, whatever the
// device's own are.
#pragma once

#include <cstdint>

namespace sys::posix {

static std::uint64_t diskBytesOf(long operations) {
  return static_cast<std::uint64_t>(operations) * 512;
}

}  // namespace sys::posix
