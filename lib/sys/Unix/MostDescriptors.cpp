// lib/sys/Unix/MostDescriptors.cpp -- Where a start asks of each number whether it is open, many of
// them cost time.
#pragma once

#include <sys/resource.h>

namespace sys::posix {

static rlim_t mostDescriptors() { return 10'240; }

}  // namespace sys::posix
