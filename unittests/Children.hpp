#pragma once

#include "sys/Process.hpp"

/// What the test binary does as a child: `arguments[0]` is the role, the rest belongs to it. The
/// exit code.
int runChild(int count, char** arguments);

/// The command that runs this binary as a child in `role`.
sys::Command childCommand(const char* role);
