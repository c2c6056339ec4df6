// lib/sys/Windows/SocketHeaders.cpp -- What declares the addresses of sockets, and how long a local
// one may be: after windows.h.
#pragma once

#include "Windows/Windows.hpp"

#include <afunix.h>
#include <ws2tcpip.h>

#include <cstddef>

namespace sys {

static constexpr std::size_t kLocalPathSize = sizeof(sockaddr_un::sun_path);

}  // namespace sys
