#pragma once

#include <span>
#include <string>

#include "Statistics.hpp"

namespace bench {

/// An SVG picture: a row for each series with its measurements as dots, the middle half as a box
/// and the median as a line, from zero on. `unit` stands at the axis.
std::string plot(const std::string& title, const std::string& unit, std::span<const Series> series);

}  // namespace bench
