// lib/sys/Unix/Socket.cpp -- BSD sockets that never block and never raise SIGPIPE.
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "Handle.hpp"
#include "SocketOs.hpp"
#include "SystemAddress.hpp"
#include "Unix/AskedChildren.hpp"
#include "Unix/SocketStep.hpp"

namespace sys {

// Where Unixes differ: see platform/SocketFlags.cpp, SocketSignal.cpp, KeepAlive.cpp and
// SendFile.cpp. -1 and errno on failure, as the calls themselves.
static int openPlainSocket(int family);
static int acceptPlainSocket(int listener);
static bool madeSilent(int handle);
static int sendFlags();
static int keepAliveIdleOption();
static ssize_t sendFromFile(int handle, int file, off_t offset, std::size_t length);

namespace {

void setOption(int handle, int level, int option, int value, const char* what) {
  if (::setsockopt(handle, level, option, &value, sizeof value) == -1) {
    fail("", what, lastSystemCode());
  }
}

bool isTcp(int handle) {
  SystemAddress system = emptySystemAddress();
  return ::getsockname(handle, &system.any, &system.size) == 0 && system.any.sa_family != AF_UNIX;
}

// Whether a local address is that of a listener who is gone: nobody answers there.
bool isStale(const SystemAddress& at) {
  OwnedHandle probe(openPlainSocket(AF_UNIX));
  if (!probe) return false;
  return ::connect(probe.get(), &at.any, at.size) == -1 && errno == ECONNREFUSED;
}

void bindTo(int handle, const SystemAddress& at, bool local) {
  if (::bind(handle, &at.any, at.size) == 0) return;
  if (errno == EADDRINUSE && local && isStale(at) && ::unlink(at.local.sun_path) == 0 &&
      ::bind(handle, &at.any, at.size) == 0) {
    return;
  }
  const SystemCode error = lastSystemCode();
  if (error == EACCES && !local) {
    fail("", "cannot listen", "the system keeps the port for itself", "Choose one from 1024 on.");
  }
  fail("", "cannot listen", error);
}

}  // namespace

native::Handle SocketOs::open(Address::Family family) {
  const int system = family == Address::Family::V4   ? AF_INET
                     : family == Address::Family::V6 ? AF_INET6
                                                     : AF_UNIX;
  OwnedHandle handle(openPlainSocket(system));
  if (!handle) fail("", "cannot make a socket", lastSystemCode());
  if (family != Address::Family::Local) {
    setOption(handle.get(), IPPROTO_TCP, TCP_NODELAY, 1, "cannot make a socket");
  }
  return handle.release();
}

void SocketOs::close(native::Handle handle) noexcept { closeHandle(handle); }

Step SocketOs::ended(SystemCode error) {
  switch (error) {
    case ECONNRESET:
    case EPIPE:
      return {.outcome = Outcome::Reset};
    case ECONNREFUSED:
    case ENOENT:  // A local address without a file.
      return {.outcome = Outcome::Refused};
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
      return {.outcome = Outcome::Unreachable};
    case ETIMEDOUT:
      return {.outcome = Outcome::TimedOut};
    default:
      return {.error = error};
  }
}

Step SocketOs::connect(native::Handle handle, const Address& to) {
  const SystemAddress system = toSystem(to);
  if (::connect(handle, &system.any, system.size) == 0) return {};
  // An interrupted one goes on by itself.
  if (errno == EINPROGRESS || errno == EINTR) return {.state = Step::State::Waits};
  if (errno == EAGAIN) return {.state = Step::State::Later};  // A local listener's backlog is full.
  return ended(lastSystemCode());
}

Step SocketOs::connected(native::Handle handle) {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(handle, SOL_SOCKET, SO_ERROR, &error, &size) == -1) {
    return ended(lastSystemCode());
  }
  return error == 0 ? Step{} : ended(error);
}

Step SocketOs::receive(native::Handle handle, std::span<char> into) {
  return posix::received(
      posix::retryOnInterrupt([&] { return ::recv(handle, into.data(), into.size(), 0); }));
}

Step SocketOs::send(native::Handle handle, std::span<const char> bytes) {
  return posix::moved(posix::retryOnInterrupt(
      [&] { return ::send(handle, bytes.data(), bytes.size(), sendFlags()); }));
}

// Not all at once: a call for gigabytes would come back only with the last of them.
Step posix::sendFile(native::Handle handle, native::Handle file, std::uint64_t offset,
                     std::uint64_t length) {
  constexpr std::uint64_t kAtOnce = 1U << 20;
  return posix::moved(posix::retryOnInterrupt([&] {
    return sendFromFile(handle, file, static_cast<off_t>(offset),
                        static_cast<std::size_t>(std::min(length, kAtOnce)));
  }));
}

// Never blocking, as the loop must not wait for whoever writes into a named pipe.
native::Handle SocketOs::openFile(const Path& file) {
  constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  const int handle = posix::retryOnInterrupt([&] { return ::open(file.text().c_str(), kFlags); });
  if (handle == -1) fail("", "cannot be opened to be sent", lastSystemCode());
  return handle;
}

void SocketOs::listen(native::Handle handle, const Address& at, int backlog, bool shared) {
  const SystemAddress system = toSystem(at);
  const bool local = at.family() == Address::Family::Local;
  if (!local) setOption(handle, SOL_SOCKET, SO_REUSEADDR, 1, "cannot listen");
  if (shared) setOption(handle, SOL_SOCKET, SO_REUSEPORT, 1, "cannot share the address");
  if (at.family() == Address::Family::V6) {
    setOption(handle, IPPROTO_IPV6, IPV6_V6ONLY, 1, "cannot listen");
  }
  bindTo(handle, system, local);
  // Nobody can connect before it listens, so nobody comes between.
  if ((!local || ::chmod(system.local.sun_path, S_IRUSR | S_IWUSR) == 0) &&
      ::listen(handle, backlog == 0 ? SOMAXCONN : backlog) == 0) {
    return;
  }
  const SystemCode error = lastSystemCode();
  if (local) ::unlink(system.local.sun_path);
  fail("", "cannot listen", error);
}

Step SocketOs::accept(native::Handle listener) {
  constexpr int kTries = 16;  // In a flood of connections that do not wait: others have their turn.
  for (int tries = 0; tries < kTries; ++tries) {
    const int handle = posix::retryOnInterrupt([&] { return acceptPlainSocket(listener); });
    if (handle != -1) return {.handle = handle};
    if (errno == EAGAIN || errno == EWOULDBLOCK) return {.state = Step::State::Waits};
    switch (errno) {
      case ECONNABORTED:  // It has gone while it waited; there may be another.
      case EPROTO:
        continue;
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        return {.state = Step::State::Later};
      default:
        return {.error = lastSystemCode()};
    }
  }
  return {.state = Step::State::Later};
}

bool SocketOs::await(native::Handle handle, bool toWrite, Deadline deadline) {
  for (;;) {
    pollfd wanted{handle, static_cast<short>(toWrite ? POLLOUT : POLLIN), 0};
    const int ready = ::poll(&wanted, 1, posix::millisecondsUntil(deadline));
    if (ready > 0) return true;
    if (ready == -1 && errno != EINTR) fail("", "cannot wait for a socket", lastSystemCode());
    if (std::chrono::steady_clock::now() >= deadline) return false;
  }
}

Address SocketOs::localAddress(native::Handle handle) {
  SystemAddress system = emptySystemAddress();
  if (::getsockname(handle, &system.any, &system.size) == -1) {
    fail("", "cannot tell the address", lastSystemCode());
  }
  return fromSystem(system);
}

Address SocketOs::peerAddress(native::Handle handle) {
  SystemAddress system = emptySystemAddress();
  if (::getpeername(handle, &system.any, &system.size) == 0) return fromSystem(system);
  if (errno == ENOTCONN || errno == EINVAL) return {};
  fail("", "cannot tell the address", lastSystemCode());
}

void SocketOs::shutdownSend(native::Handle handle) {
  if (::shutdown(handle, SHUT_WR) == -1 && errno != ENOTCONN) {
    fail("", "cannot end sending", lastSystemCode());
  }
}

void SocketOs::setNoDelay(native::Handle handle, bool noDelay) {
  if (!isTcp(handle)) return;
  setOption(handle, IPPROTO_TCP, TCP_NODELAY, noDelay ? 1 : 0, "cannot set a socket's delay");
}

void SocketOs::setKeepAlive(native::Handle handle, int idleSeconds, int intervalSeconds,
                            int count) {
  static constexpr const char* kWhat = "cannot set how a silent peer is asked";
  if (!isTcp(handle)) return;
  setOption(handle, SOL_SOCKET, SO_KEEPALIVE, 1, kWhat);
  setOption(handle, IPPROTO_TCP, keepAliveIdleOption(), idleSeconds, kWhat);
  setOption(handle, IPPROTO_TCP, TCP_KEEPINTVL, intervalSeconds, kWhat);
  setOption(handle, IPPROTO_TCP, TCP_KEEPCNT, count, kWhat);
}

void SocketOs::setReset(native::Handle handle) noexcept {
  const linger none{1, 0};
  ::setsockopt(handle, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

void SocketOs::removeLocal(const Address& address) noexcept {
  char path[sizeof(sockaddr_un::sun_path)] = {};
  address.path().copy(path, sizeof path - 1);
  ::unlink(path);
}

}  // namespace sys

#include "platform/KeepAlive.cpp"
#include "platform/SendFile.cpp"
#include "platform/SocketFlags.cpp"
#include "platform/SocketSignal.cpp"
