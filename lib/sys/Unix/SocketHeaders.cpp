// lib/sys/Unix/SocketHeaders.cpp -- What declares the addresses of sockets, and how long a local
// one may be.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>

namespace sys {

static constexpr std::size_t kLocalPathSize = sizeof(sockaddr_un::sun_path);

}  // namespace sys
