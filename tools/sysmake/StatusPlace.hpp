#pragma once

#include <optional>
#include <string_view>

#include "sys/Address.hpp"

namespace sysmake {

/// Where a status server listens.
struct StatusPlace {
  sys::Address address = sys::Address::loopback();
  bool isPublic = false;  // Other machines may be able to reach it.
};

/// What `Address::parse` reads, and `localhost:PORT`; else nothing.
std::optional<sys::Address> placeOf(std::string_view text);

}  // namespace sysmake
