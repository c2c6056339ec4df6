// tools/sysmake/StatusPlace.cpp -- The one place where the text of an address becomes one.
#include "sysmake/StatusPlace.hpp"

namespace sysmake {

std::optional<ServedPlace> servedPlaceOf(std::string_view text) {
  ServedPlace place{.text = std::string(text), .address = {}, .host = {}};
  if (const std::optional<sys::Address> address = sys::Address::parse(text)) {
    place.address = *address;
    return place;
  }
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos) return std::nullopt;
  // Any address does for reading the port, which decides whether there is one.
  const auto port = sys::Address::parse("127.0.0.1" + std::string(text.substr(colon)));
  if (!port) return std::nullopt;
  place.host = text.substr(0, colon);
  place.port = port->port();
  return place;
}

std::optional<sys::Address> placeOf(std::string_view text) {
  constexpr std::string_view kLocalhost = "localhost:";
  if (!text.starts_with(kLocalhost)) return sys::Address::parse(text);
  return sys::Address::parse("127.0.0.1:" + std::string(text.substr(kLocalhost.size())));
}

}  // namespace sysmake
