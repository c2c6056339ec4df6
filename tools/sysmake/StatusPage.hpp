#pragma once

#include <string_view>

namespace sysmake {

/// The page that shows a build to its user: HTML with all that it needs.
std::string_view statusPage();

}  // namespace sysmake
