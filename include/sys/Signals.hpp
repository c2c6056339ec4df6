#pragma once

#include "sys/Demuxer.hpp"
#include "sys/Operation.hpp"

namespace sys {

/// A request to this process to end: from the keyboard (Ctrl-C), from another process, or because
/// its terminal or session goes away.
enum class InterruptKind : unsigned char { Keyboard, Terminate, HangUp };

/// Completes when somebody asks this process to end. While it is pending such a request does
/// nothing else; while none is pending, everything is as it was before: a second request after the
/// first was delivered has its usual, fatal effect unless this is started again. A request that
/// this process was started to ignore stays ignored.
///
/// One may be pending in a process at a time; starting a second throws.
class Interrupt : public SystemOperation {
public:
  Interrupt() = default;

  void start(Demuxer& demuxer, Completion completion);

  /// What was asked for, after an outcome of `Done`.
  InterruptKind kind() const { return what_; }

private:
  friend class Demuxer;
  struct Os;  // What lib/sys/platform/Signals.cpp provides.
  static void disarm(Interrupt& interrupt);

  InterruptKind what_ = InterruptKind::Keyboard;
};

}  // namespace sys
