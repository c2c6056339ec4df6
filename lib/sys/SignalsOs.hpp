#pragma once

#include "sys/Native.hpp"
#include "sys/Signals.hpp"

namespace sys {

/// What a platform must provide for Signals.cpp. At most one interrupt is armed in a process.
struct Interrupt::Os {
  /// Takes the requests to end that are not ignored, and returns what `Demuxer::Os::startInterrupt`
  /// waits for. Throws with everything as it was.
  static native::Handle arm();

  /// Gives them back to whoever had them.
  static void disarm() noexcept;
};

}  // namespace sys
