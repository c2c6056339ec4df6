// lib/sys/Unix/Linux/SocketFlags.cpp -- Linux makes a descriptor close-on-exec and never blocking
// in the call that makes it.
#pragma once

#include <sys/socket.h>

namespace sys {

static int openPlainSocket(int family) {
  return ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static int acceptPlainSocket(int listener) {
  return ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

}  // namespace sys
