#pragma once

#include <string>
#include <vector>

#include "sysmake/Options.hpp"

namespace sysmake {

/// Does what the command line `arguments` asks of the program called `program`, in the current
/// directory. What the program is to return. Throws what keeps it from doing so.
int runSysmake(const std::vector<std::string>& arguments, const std::string& program);

}  // namespace sysmake
