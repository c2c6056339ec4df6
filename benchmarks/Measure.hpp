#pragma once

#include <string>
#include <string_view>

namespace bench {

/// What this command line of the host's shell writes. Throws it if the command fails.
std::string outputOf(const std::string& command);

/// The number in the line `NAME NUMBER` of `output`. Throws if there is none.
double metricOf(std::string_view output, std::string_view name);

/// Runs the command and returns how many milliseconds it took, or, if `metric` is not empty, the
/// number it printed under that name.
double measure(const std::string& command, const std::string& metric);

}  // namespace bench
