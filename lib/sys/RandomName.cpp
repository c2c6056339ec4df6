// lib/sys/RandomName.cpp -- A name that cannot be guessed cannot be planted.
#include "RandomName.hpp"

#include <cstdint>

namespace sys {

std::string randomName() {
  constexpr char kDigits[] = "abcdefghijklmnopqrstuvwxyz234567";  // 5 bits each; no case to lose.
  unsigned char bytes[16];
  fillRandom(bytes, sizeof bytes);

  std::string name;
  std::uint32_t bits = 0;
  int held = 0;
  for (const unsigned char byte : bytes) {
    bits = (bits << 8 | byte) & 0xFFFF;
    for (held += 8; held >= 5; held -= 5) name += kDigits[bits >> (held - 5) & 31];
  }
  name += kDigits[bits << (5 - held) & 31];
  return name;
}

}  // namespace sys

#include "platform/RandomName.cpp"
