// lib/sys/Unix/IgnoredSignals.cpp -- POSIX tells of one signal at a time.
#pragma once

#include "Unix/AskedSignals.cpp"

namespace sys::posix {

static sigset_t ignoredSignals() { return askedSignals(); }

}  // namespace sys::posix
