// lib/sys/Unix/ControlGroup.cpp -- POSIX has process groups and no more: whoever leaves his is out
// of reach.
#pragma once

namespace sys::posix {

static int makeControlGroup() noexcept { return -1; }
[[maybe_unused]] static bool enterControlGroup(int) noexcept { return false; }
static bool killControlGroup(int) noexcept { return false; }
static void removeControlGroup(int, bool) noexcept {}

}  // namespace sys::posix
