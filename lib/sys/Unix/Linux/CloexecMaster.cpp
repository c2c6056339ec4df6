// lib/sys/Unix/Linux/CloexecMaster.cpp -- Linux sets close-on-exec in the call that makes the
// descriptor.
#pragma once

#include <fcntl.h>
#include <stdlib.h>

namespace sys {

static int openCloexecMaster() { return ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC); }

}  // namespace sys
