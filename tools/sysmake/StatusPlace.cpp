// tools/sysmake/StatusPlace.cpp -- The one place where the text of an address becomes one.
#include "sysmake/StatusPlace.hpp"

#include <string>

namespace sysmake {

std::optional<sys::Address> placeOf(std::string_view text) {
  constexpr std::string_view kLocalhost = "localhost:";
  if (!text.starts_with(kLocalhost)) return sys::Address::parse(text);
  return sys::Address::parse("127.0.0.1:" + std::string(text.substr(kLocalhost.size())));
}

}  // namespace sysmake
