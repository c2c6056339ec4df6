#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace sysmake {

inline void appendTo(std::string& out, std::string_view text) { out.append(text); }
inline void appendTo(std::string& out, std::integral auto number) {
  out.append(std::to_string(number));
}

/// All parts in one string: texts as they are, numbers in decimal. (`absl::StrCat` takes no
/// `std::string_view` where Abseil was built for C++14, as Debian's is.)
template <class... Parts>
std::string concat(const Parts&... parts) {
  std::string result;
  (appendTo(result, parts), ...);
  return result;
}

}  // namespace sysmake
