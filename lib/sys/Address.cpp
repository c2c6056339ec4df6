// lib/sys/Address.cpp -- Addresses as text, read strictly (RFC 4291, RFC 6943) and written as RFC
// 5952 says.
#include "sys/Address.hpp"

#include <algorithm>
#include <charconv>

#include "Ascii.hpp"
#include "Error.hpp"

namespace sys {

namespace {

constexpr std::string_view kLocalPrefix = "local:";

// A decimal number without sign or leading zeros, up to `most`.
std::optional<std::uint32_t> parseDecimal(std::string_view text, std::uint32_t most) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > most) return std::nullopt;
  return value;
}

std::optional<std::array<std::uint8_t, 4>> parseV4(std::string_view text) {
  std::array<std::uint8_t, 4> bytes{};
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t end = i == 3 ? text.size() : text.find('.');
    if (end == std::string_view::npos) return std::nullopt;
    const auto value = parseDecimal(text.substr(0, end), 255);
    if (!value) return std::nullopt;
    bytes[i] = static_cast<std::uint8_t>(*value);
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return bytes;
}

// The groups of one side of `::`, as bytes; the last may be an IPv4 address.
std::optional<std::string> parseGroups(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const std::size_t end = text.find(':');
    const std::string_view group = text.substr(0, end);
    if (end == std::string_view::npos && group.find('.') != std::string_view::npos) {
      const auto v4 = parseV4(group);
      if (!v4) return std::nullopt;
      return bytes.append(v4->begin(), v4->end());
    }
    std::uint16_t value = 0;
    const auto [last, error] =
        std::from_chars(group.data(), group.data() + group.size(), value, 16);
    if (group.empty() || group.size() > 4 || error != std::errc() ||
        last != group.data() + group.size()) {
      return std::nullopt;
    }
    bytes.push_back(static_cast<char>(value >> 8));
    bytes.push_back(static_cast<char>(value & 0xFF));
    if (end == std::string_view::npos) return bytes;
    text.remove_prefix(end + 1);
    if (text.empty()) return std::nullopt;  // A colon at the end.
  }
  return bytes;
}

std::optional<std::array<std::uint8_t, 16>> parseV6(std::string_view text) {
  const std::size_t gap = text.find("::");
  if (gap != std::string_view::npos && text.find("::", gap + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  const auto front = parseGroups(text.substr(0, gap));
  const auto back = gap == std::string_view::npos ? std::optional<std::string>("")
                                                  : parseGroups(text.substr(gap + 2));
  if (!front || !back) return std::nullopt;
  const std::size_t given = front->size() + back->size();
  if (gap == std::string_view::npos ? given != 16 : given > 14) return std::nullopt;
  // An IPv4 address comes last.
  if (gap != std::string_view::npos && text.substr(0, gap).find('.') != std::string_view::npos) {
    return std::nullopt;
  }
  std::array<std::uint8_t, 16> bytes{};
  std::copy(front->begin(), front->end(), bytes.begin());
  std::copy(back->begin(), back->end(), bytes.end() - static_cast<std::ptrdiff_t>(back->size()));
  return bytes;
}

void appendHex(std::string& text, unsigned value) {
  char digits[8];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value, 16);
  text.append(digits, end);
}

// RFC 5952: the longest run of two or more zero groups is left out, the first of equal ones.
std::string v6Text(std::span<const std::uint8_t> bytes) {
  const auto group = [&](std::size_t i) { return bytes[2 * i] << 8 | bytes[2 * i + 1]; };
  std::size_t gap = 8;
  std::size_t gapLength = 1;
  for (std::size_t first = 0, length = 0; first < 8; first += length + 1) {
    length = 0;
    while (first + length < 8 && group(first + length) == 0) ++length;
    if (length > gapLength) {
      gap = first;
      gapLength = length;
    }
  }
  std::string text;
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == gap) {
      text += "::";
      i += gapLength - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    appendHex(text, static_cast<unsigned>(group(i)));
  }
  return text;
}

}  // namespace

std::optional<Address> Address::parseHost(std::string_view host, std::uint16_t port) try {
  if (const auto v4Bytes = parseV4(host)) return v4(*v4Bytes, port);
  std::uint32_t scope = 0;
  if (const std::size_t mark = host.find('%'); mark != std::string_view::npos) {
    const auto number = parseDecimal(host.substr(mark + 1), UINT32_MAX);
    if (!number || *number == 0) return std::nullopt;
    scope = *number;
    host = host.substr(0, mark);
  }
  const auto v6Bytes = parseV6(host);
  if (!v6Bytes) return std::nullopt;
  return v6(*v6Bytes, port, scope);
} catch (...) {
  rethrowAsString();
}

std::optional<Address> Address::parse(std::string_view text) try {
  if (text.starts_with(kLocalPrefix)) {
    const std::string_view path = text.substr(kLocalPrefix.size());
    if (path.empty() || path.size() > kPathSize || path.find('\0') != std::string_view::npos) {
      return std::nullopt;
    }
    return local(Path(std::string(path)));
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = parseDecimal(text.substr(colon + 1), 65535);
  if (!port) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = parseHost(host, static_cast<std::uint16_t>(*port));
  if (!address || (address->family() == Family::V6) != bracketed) return std::nullopt;
  return address;
} catch (...) {
  rethrowAsString();
}

Address Address::v4(std::array<std::uint8_t, 4> bytes, std::uint16_t port) {
  Address address;
  address.family_ = Family::V4;
  address.size_ = 4;
  address.port_ = port;
  std::copy(bytes.begin(), bytes.end(), address.bytes_.begin());
  return address;
}

Address Address::v6(std::span<const std::uint8_t, 16> bytes, std::uint16_t port,
                    std::uint32_t scope) {
  Address address;
  address.family_ = Family::V6;
  address.size_ = 16;
  address.port_ = port;
  address.scope_ = scope;
  std::copy(bytes.begin(), bytes.end(), address.bytes_.begin());
  return address;
}

Address Address::loopback(std::uint16_t port) { return v4({127, 0, 0, 1}, port); }

Address Address::loopbackV6(std::uint16_t port) {
  constexpr std::array<std::uint8_t, 16> kBytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  return v6(kBytes, port);
}

Address Address::local(const Path& path) try {
  const std::string& text = path.text();
  refuseNul(text, "a local address");
  if (text.empty()) fail("", "cannot use a local address", "it is empty");
  if (text.size() > kPathSize) {
    fail(text, "cannot be used as a local address",
         "it is longer than " + std::to_string(kPathSize) + " bytes",
         "Choose a shorter directory.");
  }
  Address address;
  address.family_ = Family::Local;
  address.size_ = static_cast<std::uint8_t>(text.size());
  std::copy(text.begin(), text.end(), address.bytes_.begin());
  return address;
} catch (...) {
  rethrowAsString();
}

Address Address::withPort(std::uint16_t port) const {
  Address address = *this;
  if (family_ == Family::V4 || family_ == Family::V6) address.port_ = port;
  return address;
}

bool Address::isLoopback() const {
  if (family_ == Family::V4) return bytes()[0] == 127;
  if (family_ == Family::V6) return *this == loopbackV6(port_);
  return family_ == Family::Local;
}

std::span<const std::uint8_t> Address::bytes() const {
  if (family_ != Family::V4 && family_ != Family::V6) return {};
  return {reinterpret_cast<const std::uint8_t*>(bytes_.data()), size_};
}

std::string_view Address::path() const {
  return family_ == Family::Local ? std::string_view(bytes_.data(), size_) : std::string_view();
}

std::string Address::text() const try {
  const auto raw = bytes();
  switch (family_) {
    case Family::V4:
      return std::to_string(raw[0]) + "." + std::to_string(raw[1]) + "." + std::to_string(raw[2]) +
             "." + std::to_string(raw[3]) + ":" + std::to_string(port_);
    case Family::V6:
      return "[" + v6Text(raw) + (scope_ == 0 ? "" : "%" + std::to_string(scope_)) +
             "]:" + std::to_string(port_);
    case Family::Local:
      return std::string(kLocalPrefix).append(path());
    default:
      return "";
  }
} catch (...) {
  rethrowAsString();
}

bool operator==(const Address& a, const Address& b) {
  return a.family_ == b.family_ && a.size_ == b.size_ && a.port_ == b.port_ &&
         a.scope_ == b.scope_ && a.bytes_ == b.bytes_;
}

}  // namespace sys
