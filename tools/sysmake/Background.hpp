#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sysmake/Options.hpp"
#include "sysmake/Status.hpp"

namespace sysmake {

/// Starts a sysmake with the same arguments that lives on without this one and its terminal, and
/// tells where it shows its build. What it prints goes to the file `.sysmake_log` in the directory
/// of the build. This program's exit code, once the build has begun or could not.
int startInBackground(const Options& options, std::span<const std::string> arguments,
                      Status& status);

/// In such a sysmake: tells the one that has started it where the build is shown.
void announceToStarter(std::string_view url);

}  // namespace sysmake
