// lib/sys/Unix/Linux/MostDescriptors.cpp -- As many as the kernel gives a process if nobody tells
// it otherwise (fs.nr_open); containers allow a billion.
#pragma once

#include <sys/resource.h>

namespace sys::posix {

static rlim_t mostDescriptors() { return 1U << 20; }

}  // namespace sys::posix
