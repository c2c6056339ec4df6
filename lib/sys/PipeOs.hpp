#pragma once

#include "Handle.hpp"

namespace sys {

/// Both ends of a pipe, inherited by nobody.
struct PipeEnds {
  OwnedHandle ours;    // To be read through a Demuxer.
  OwnedHandle theirs;  // The child's: written to as any program does.
};

/// What a platform must provide for Pipe.cpp and Process.cpp.
PipeEnds openPipe();

}  // namespace sys
