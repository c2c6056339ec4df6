#pragma once

#include <absl/functional/function_ref.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sys/Path.hpp"
#include "sysmake/Graph.hpp"

namespace sysmake {

struct ManifestOptions {
  bool phonyCycleIsError = false;  // -w phonycycle=err
};

/// What a manifest is read with: the content of a file, nothing if it is missing.
using ManifestReader = absl::FunctionRef<std::optional<std::string>(std::string_view path)>;

/// Reads the manifest `file`, and all that it includes, into `graph`, which is empty. The warnings
/// that are worth printing are returned. Throws what is wrong with file, line, column, the line
/// itself and a mark below the place.
std::vector<std::string> readManifest(Graph& graph, std::string_view file,
                                      const ManifestOptions& options = {});

/// The same with `text` as the content of `file`, and other files from `reader`.
std::vector<std::string> parseManifest(Graph& graph, std::string_view file, std::string text,
                                       ManifestReader reader, const ManifestOptions& options = {});

}  // namespace sysmake
