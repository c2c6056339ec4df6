#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sys/Path.hpp"

namespace sys {

/// Where a stream is reached: an IPv4 or IPv6 address with a port, or the path of a local
/// (Unix-domain) socket. A plain value without memory of its own.
class Address {
public:
  /// What kind it is.
  enum class Family : unsigned char { None, V4, V6, Local };

  /// No address.
  Address() = default;

  /// Reads `192.0.2.1:80`, `[2001:db8::1]:80`, `[fe80::1%2]:80` and `local:PATH`; nothing if the
  /// text is not exactly one of these. Strict where inet_aton is not: four decimal numbers without
  /// leading zeros, at most one `::`, a port without sign (RFC 4291, RFC 6943 section 3.1.1).
  static std::optional<Address> parse(std::string_view text);

  /// The same without a port: `192.0.2.1`, `2001:db8::1`, `fe80::1%2`.
  static std::optional<Address> parseHost(std::string_view host, std::uint16_t port);

  static Address v4(std::array<std::uint8_t, 4> bytes, std::uint16_t port);
  static Address v6(std::span<const std::uint8_t, 16> bytes, std::uint16_t port,
                    std::uint32_t scope = 0);

  /// This machine alone: 127.0.0.1. With port 0 a listener chooses one.
  static Address loopback(std::uint16_t port = 0);

  /// The same in IPv6: ::1.
  static Address loopbackV6(std::uint16_t port = 0);

  /// A local socket's file. Throws if the path is empty, too long for every system (108 bytes), or
  /// contains a NUL; a system may allow less.
  static Address local(const Path& path);

  Family family() const { return family_; }

  /// 0 for a local address.
  std::uint16_t port() const { return port_; }
  Address withPort(std::uint16_t port) const;

  /// Whether only this machine reaches it: 127.0.0.0/8, ::1, or a local socket.
  bool isLoopback() const;

  /// The bytes of an IP address, most significant first: 4 or 16; else none.
  std::span<const std::uint8_t> bytes() const;

  /// The interface that a link-local IPv6 address is meant for; 0 is none.
  std::uint32_t scope() const { return scope_; }

  /// The path of a local address, else empty.
  std::string_view path() const;

  /// The text that `parse` reads; IPv6 in the form of RFC 5952. Empty for none.
  std::string text() const;

  friend bool operator==(const Address& a, const Address& b);

private:
  static constexpr std::size_t kPathSize = 108;  // Linux's sun_path; others have less.

  Family family_ = Family::None;
  std::uint8_t size_ = 0;  // Of what `bytes_` holds.
  std::uint16_t port_ = 0;
  std::uint32_t scope_ = 0;
  std::array<char, kPathSize> bytes_{};
};

}  // namespace sys
