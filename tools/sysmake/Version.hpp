#pragma once

#include <string_view>

namespace sysmake {

/// The Ninja whose manifests are understood; what `--version` says.
inline constexpr std::string_view kNinjaVersion = "1.13.0";

/// How a manifest's `ninja_required_version` fits: met, met by a later major version, not met.
enum class VersionFit : unsigned char { Good, Older, TooNew };

VersionFit compareVersions(std::string_view required, std::string_view own = kNinjaVersion);

}  // namespace sysmake
