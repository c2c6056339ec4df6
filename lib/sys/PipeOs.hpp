#pragma once

#include "Handle.hpp"

namespace sys {

/// Both ends of a pipe, inherited by nobody.
struct PipeEnds {
  OwnedHandle ours;    // For transfers through a Demuxer.
  OwnedHandle theirs;  // The child's: its calls wait, as any program expects.
};

/// What a platform must provide for Pipe.cpp and Process.cpp. `toChild`: the child reads.
PipeEnds openPipe(bool toChild);

}  // namespace sys
