#pragma once

#include <string>

#include "sys/Process.hpp"

namespace sysmake {

/// What runs `command`, which is text for the host's shell: without the shell where it makes no
/// difference, as starting one takes longer than many a command.
sys::Command shellFree(const std::string& command);

}  // namespace sysmake
