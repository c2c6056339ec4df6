// tools/sysmake/ShellFree.cpp -- Most commands of a generated manifest need no shell.
#include "sysmake/ShellFree.hpp"

namespace sysmake {

sys::Command shellFree(const std::string& command) { return sys::Command::line(command); }

}  // namespace sysmake
