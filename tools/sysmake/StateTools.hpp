#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sysmake/State.hpp"
#include "sysmake/Tools.hpp"

// The tools of `-t` that work on what is remembered of earlier builds.
namespace sysmake {

/// The tools that `runStateTool` knows, as `-t list` shows them.
std::span<const ToolInfo> stateTools();

/// Runs a tool on a `state` that is loaded; false if there is none of that name. Throws what keeps
/// it from doing anything useful.
bool runStateTool(std::string_view name, std::span<const std::string> arguments, State& state,
                  ToolContext& context);

}  // namespace sysmake
