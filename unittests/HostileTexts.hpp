#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

/// Random texts made of what some system's rules treat specially; the same ones for a seed on every
/// platform.
class HostileTexts {
public:
  /// What shells, cmd.exe or the C runtime of Windows treat specially, and bytes that are no UTF-8.
  static constexpr std::string_view kAlphabet =
      "ab \t\v\f\r\n\\\\\\\\\"\"\"'''$`*?[]{};&|<>()#~!%^=,:@-+./\x01\x7F\xA0\xC3\xFF";

  explicit HostileTexts(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t end) { return random_() % end; }

  std::string next(std::string_view alphabet, std::size_t longest) {
    std::string text(below(longest + 1), '\0');
    for (char& byte : text) byte = alphabet[below(alphabet.size())];
    return text;
  }

  /// One to `most` of them.
  std::vector<std::string> arguments(std::string_view alphabet, std::size_t most = 4,
                                     std::size_t longest = 7) {
    std::vector<std::string> all(1 + below(most));
    for (std::string& argument : all) argument = next(alphabet, longest);
    return all;
  }

private:
  std::mt19937 random_;
};

/// `text` without those `bytes`.
inline std::string without(std::string_view bytes, std::string_view text) {
  std::string kept;
  for (const char byte : text) {
    if (bytes.find(byte) == std::string_view::npos) kept += byte;
  }
  return kept;
}
