#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
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

/// Where somebody else's status server listens.
struct ServedPlace {
  std::string text;      // As the user wrote it.
  sys::Address address;  // If that is one; else a host's name and a port.
  std::string host;
  std::uint16_t port = 0;
};

/// What `Address::parse` reads, and `HOST:PORT`; else nothing.
std::optional<ServedPlace> servedPlaceOf(std::string_view text);

/// What `Address::parse` reads, and `localhost:PORT`; else nothing.
std::optional<sys::Address> placeOf(std::string_view text);

}  // namespace sysmake
