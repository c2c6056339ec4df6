// lib/sys/Unix/Linux/Cloexec.cpp -- Linux sets close-on-exec in the call that makes the descriptor.
#pragma once

#include <fcntl.h>
#include <unistd.h>

namespace sys {

static int openCloexecPipe(int (&ends)[2]) { return ::pipe2(ends, O_CLOEXEC); }

}  // namespace sys
