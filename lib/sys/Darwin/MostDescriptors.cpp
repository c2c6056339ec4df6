// lib/sys/Darwin/MostDescriptors.cpp -- posix_spawn cannot give a child the limit of before, and
// fork costs more than a raised limit is worth: it is left as it is.
#pragma once

#include <sys/resource.h>

namespace sys::posix {

static rlim_t mostDescriptors() { return 0; }

}  // namespace sys::posix
