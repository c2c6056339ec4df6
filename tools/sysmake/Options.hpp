#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sysmake/Builder.hpp"
#include "sysmake/Manifest.hpp"
#include "sysmake/Status.hpp"
#include "sysmake/StatusPlace.hpp"

namespace sysmake {

class StatusServer;

/// What stands in the place of `--background` in the arguments of the sysmake that it starts.
inline constexpr std::string_view kInBackground = "--in-background";

/// What the command line asks for.
struct Options {
  std::string manifest = "build.ninja";  // -f
  std::optional<std::string> directory;  // -C
  BuildOptions build;  // -j -k -n --color --low-priority --memory --contain -d keepdepfile, keeprsp
  ManifestOptions reading;                  // -w
  Verbosity verbosity = Verbosity::Normal;  // -v --quiet
  bool explains = false;                    // -d explain
  bool tellsStatistics = false;             // -d stats
  std::optional<std::string> tool;          // -t
  std::vector<std::string> toolArguments;   // All that follows it.
  std::vector<std::string> targets;
  std::optional<StatusPlace> statusPlace;  // --status-server
  std::optional<ServedPlace> attachTo;     // --attach
  StatusServer* server = nullptr;          // What listens at `statusPlace`.
  std::optional<std::size_t> background;   // Where --background stands among the arguments.
  bool isInBackground = false;  // Has been started by one with --background, which waits for it.
  std::optional<std::string> answer;  // To print instead of building: --help, --version, lists.
};

/// Reads `arguments`, which come after the program's name. Throws on what it does not know; the
/// text then ends with how to get help.
Options parseOptions(std::span<const std::string> arguments, std::string_view program,
                     unsigned cpus);

}  // namespace sysmake
