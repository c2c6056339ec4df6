#pragma once

#include "Handle.hpp"
#include "sys/PseudoTerminal.hpp"

namespace sys {

/// What a platform must provide for PseudoTerminal.cpp.
struct PseudoTerminal::Os {
  /// This process's side of a terminal, inherited by nobody.
  struct Ends {
    OwnedHandle output;  // For transfers through a Demuxer.
    OwnedHandle input;   // Likewise.
    OwnedHandle theirs;  // What becomes the child's streams, where that is a descriptor.
  };

  /// Opens one and returns what controls it. Throws if there can be none.
  static native::Handle open(TerminalSize size, Ends& ends);

  static void resize(native::Handle control, TerminalSize size);

  /// Whether the output ends only without `control`, even if there are no programs any more.
  static constexpr bool kControlHoldsOutput = native::kWindows;

  /// What is shown already still arrives.
  static void close(native::Handle control) noexcept;
};

}  // namespace sys
