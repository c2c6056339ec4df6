// lib/sys/Unix/SocketSignal.cpp -- SIGPIPE is kept away by a flag of each send.
#pragma once

#include <sys/socket.h>

namespace sys {

// Not called where a socket is made plain by the call that makes it.
[[maybe_unused]] static bool madeSilent(int) { return true; }

static int sendFlags() { return MSG_NOSIGNAL; }

}  // namespace sys
