// lib/sys/Unix/KeepAlive.cpp -- The time after which a silent peer is asked is TCP_KEEPIDLE.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>

namespace sys {

static int keepAliveIdleOption() { return TCP_KEEPIDLE; }

}  // namespace sys
