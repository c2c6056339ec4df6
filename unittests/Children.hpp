#pragma once

#include <string>
#include <vector>

#include "sys/Process.hpp"

/// What the test binary does as a child: `arguments[0]` is the role, the rest belongs to it. The
/// exit code.
int runChild(const std::vector<std::string>& arguments);

/// The command that runs this binary as a child in `role`.
sys::Command childCommand(const std::string& role, std::vector<std::string> arguments = {});

/// The output of a child in `role`, which must succeed.
std::string outputOfChild(const std::string& role, std::vector<std::string> arguments = {});
