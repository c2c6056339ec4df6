// lib/sys/Unix/Handle.cpp -- A descriptor is closed once, whatever close answers.
#include "Handle.hpp"

#include <unistd.h>

namespace sys {

void closeHandle(native::Handle handle) noexcept {
  ::close(handle);  // Not retried: Linux and Darwin release the descriptor even on EINTR.
}

}  // namespace sys
