#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "sys/Address.hpp"

namespace sysmake {

/// Where a status server listens, and to whom.
struct StatusPlace {
  sys::Address address = sys::Address::loopback();
  bool isPublic = false;  // Other machines may be able to reach it.
  // For a request to come to its end, for the next one to begin, and for an answer to be taken.
  std::chrono::milliseconds patience = std::chrono::seconds(10);
};

/// What `Address::parse` reads, and `localhost:PORT`; else nothing.
std::optional<sys::Address> placeOf(std::string_view text);

}  // namespace sysmake
