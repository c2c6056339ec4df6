// lib/sys/Wtf8.cpp -- Text that crosses between bytes and UTF-16 without loss, on any host.
#include "Wtf8.hpp"

namespace sys::wtf8 {

namespace {

struct Decoded {
  char32_t point = 0;
  unsigned length = 0;  // 0: ill-formed.
};

constexpr bool isHighSurrogate(char32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool isLowSurrogate(char32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// The code point or surrogate that begins at `at`.
Decoded decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t index) {
    return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
  };
  const unsigned lead = byte(at);
  if (lead < 0x80) return {lead, 1};

  const unsigned length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return {};
  char32_t point = lead & (0x7FU >> length);
  for (unsigned i = 1; i < length; ++i) {
    const unsigned next = byte(at + i);
    if ((next & 0xC0U) != 0x80) return {};
    point = point << 6 | (next & 0x3FU);
  }
  // Spelled longer than needed, or beyond Unicode.
  if ((length == 3 && point < 0x800) || (length == 4 && (point < 0x10000 || point > 0x10FFFF))) {
    return {};
  }
  return {point, length};
}

void append(std::u16string& units, char32_t point) {
  if (point < 0x10000) {
    units.push_back(static_cast<char16_t>(point));
    return;
  }
  units.push_back(static_cast<char16_t>(0xD7C0 + (point >> 10)));
  units.push_back(static_cast<char16_t>(0xDC00 | (point & 0x3FF)));
}

void append(std::string& bytes, char32_t point) {
  const auto push = [&](char32_t byte) { bytes.push_back(static_cast<char>(byte)); };
  if (point < 0x80) return push(point);
  if (point < 0x800) {
    push(0xC0 | point >> 6);
  } else if (point < 0x10000) {
    push(0xE0 | point >> 12);
    push(0x80 | (point >> 6 & 0x3F));
  } else {
    push(0xF0 | point >> 18);
    push(0x80 | (point >> 12 & 0x3F));
    push(0x80 | (point >> 6 & 0x3F));
  }
  push(0x80 | (point & 0x3F));
}

// Calls `take` with each code point or surrogate; returns where that ended: at the first ill-formed
// byte, or npos.
template <typename Take>
std::size_t walk(std::string_view text, Take&& take) {
  bool afterHigh = false;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded next = decode(text, at);
    if (next.length == 0 || (afterHigh && isLowSurrogate(next.point))) return at;
    afterHigh = isHighSurrogate(next.point);
    take(next.point);
    at += next.length;
  }
  return std::string_view::npos;
}

}  // namespace

std::optional<std::u16string> toUtf16(std::string_view text) {
  std::u16string units;
  units.reserve(text.size());
  if (walk(text, [&](char32_t point) { append(units, point); }) != std::string_view::npos) {
    return std::nullopt;
  }
  return units;
}

std::u16string toShownUtf16(std::string_view text) {
  std::u16string units;
  units.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Decoded next = decode(text, at);
    const bool shown =
        next.length != 0 && !isHighSurrogate(next.point) && !isLowSurrogate(next.point);
    append(units, shown ? next.point : U'\uFFFD');
    at += next.length == 0 ? 1 : next.length;
  }
  return units;
}

std::string fromUtf16(std::u16string_view text) {
  std::string bytes;
  bytes.reserve(text.size() + text.size() / 2);
  for (std::size_t at = 0; at < text.size(); ++at) {
    char32_t point = text[at];
    if (isHighSurrogate(point) && at + 1 < text.size() && isLowSurrogate(text[at + 1])) {
      point = 0x10000 + ((point & 0x3FF) << 10 | (text[++at] & 0x3FFU));
    }
    append(bytes, point);
  }
  return bytes;
}

std::size_t firstIllFormed(std::string_view text) {
  return walk(text, [](char32_t) {});
}

bool isUtf8(std::string_view text) {
  bool proper = true;
  const std::size_t end = walk(text, [&](char32_t point) {
    proper = proper && !isHighSurrogate(point) && !isLowSurrogate(point);
  });
  return proper && end == std::string_view::npos;
}

std::size_t wholePrefix(std::u16string_view text, std::size_t limit) {
  if (text.size() <= limit) return text.size();
  const bool parts = isHighSurrogate(text[limit - 1]) && isLowSurrogate(text[limit]);
  return parts ? limit - 1 : limit;
}

}  // namespace sys::wtf8
