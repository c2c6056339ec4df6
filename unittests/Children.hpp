#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "sys/Process.hpp"

/// Long enough for any child on a busy machine, short enough for a test that hangs.
inline constexpr std::chrono::seconds kPatience{60};

/// How long what a child leaves behind stays, unless told otherwise.
inline constexpr std::chrono::seconds kLeftBehind{20};

/// Calls `attempt` with ever more time until it is true, for at most kPatience: for a child that
/// must have begun before the time is over, on however busy a machine.
void withMoreTime(const std::function<bool(std::chrono::milliseconds time)>& attempt);

/// What the test binary does as a child: `arguments[0]` is the role, the rest belongs to it. The
/// exit code.
int runChild(const std::vector<std::string>& arguments);

/// The command that runs this binary as a child in `role`.
sys::Command childCommand(const std::string& role, std::vector<std::string> arguments = {});

/// All that arrives in the pipe, to its end.
std::string restOf(sys::Pipe& pipe);

/// Removes the control groups that this process has made and left; how many those were.
std::size_t removeControlGroups();

/// The output of a child in `role`, which must succeed.
std::string outputOfChild(const std::string& role, std::vector<std::string> arguments = {});
