#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "Error.hpp"
#include "platform/SocketHeaders.cpp"
#include "sys/Address.hpp"

namespace sys {

/// An address as the system's calls take it: what its headers of sockets name is the same
/// everywhere.
struct SystemAddress {
  union {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
    sockaddr_un local;
    sockaddr_storage storage;
  };
  socklen_t size;
};

/// Throws if the path of a local address is too long for this system.
inline SystemAddress toSystem(const Address& address) {
  SystemAddress system{};
  const auto bytes = address.bytes();
  switch (address.family()) {
    case Address::Family::V4:
      system.v4.sin_family = AF_INET;
      system.v4.sin_port = htons(address.port());
      std::memcpy(&system.v4.sin_addr, bytes.data(), bytes.size());
      system.size = sizeof system.v4;
      return system;
    case Address::Family::V6:
      system.v6.sin6_family = AF_INET6;
      system.v6.sin6_port = htons(address.port());
      system.v6.sin6_scope_id = address.scope();
      std::memcpy(&system.v6.sin6_addr, bytes.data(), bytes.size());
      system.size = sizeof system.v6;
      return system;
    default:
      break;
  }
  const std::string_view path = address.path();
  if (path.size() >= kLocalPathSize) {
    fail("", "cannot use the address",
         "the path is longer than " + std::to_string(kLocalPathSize - 1) + " bytes",
         "Choose a shorter directory.");
  }
  system.local.sun_family = AF_UNIX;
  std::memcpy(system.local.sun_path, path.data(), path.size());
  system.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
  return system;
}

/// One with room for all that the system may tell.
inline SystemAddress emptySystemAddress() {
  SystemAddress system{};
  system.size = sizeof system.storage;
  return system;
}

/// None for a local socket that was not bound: it has no path.
inline Address fromSystem(const SystemAddress& system) {
  if (system.any.sa_family == AF_INET) {
    std::array<std::uint8_t, 4> bytes;
    std::memcpy(bytes.data(), &system.v4.sin_addr, bytes.size());
    return Address::v4(bytes, ntohs(system.v4.sin_port));
  }
  if (system.any.sa_family == AF_INET6) {
    std::array<std::uint8_t, 16> bytes;
    std::memcpy(bytes.data(), &system.v6.sin6_addr, bytes.size());
    return Address::v6(bytes, ntohs(system.v6.sin6_port), system.v6.sin6_scope_id);
  }
  const std::size_t size = static_cast<std::size_t>(system.size);
  if (size <= offsetof(sockaddr_un, sun_path)) return {};
  const std::size_t most = std::min(size - offsetof(sockaddr_un, sun_path), kLocalPathSize);
  const char* first = system.local.sun_path;
  const std::string path(first, std::find(first, first + most, '\0'));
  return path.empty() ? Address() : Address::local(Path(path));
}

/// One that the system shows by a pointer.
inline Address fromSystem(const sockaddr* any, std::size_t size) {
  SystemAddress system{};
  system.size = static_cast<socklen_t>(std::min(size, sizeof system.storage));
  std::memcpy(&system.storage, any, static_cast<std::size_t>(system.size));
  return fromSystem(system);
}

}  // namespace sys
