#pragma once

#include <sys/types.h>

#include <cstdint>
#include <cstdio>

namespace bench {

/// What a server has used and done up to a moment.
struct Usage {
  std::uint64_t userUs = 0;
  std::uint64_t systemUs = 0;
  std::uint64_t connections = 0;
  std::uint64_t receives = 0;
  std::uint64_t bytes = 0;
  std::uint64_t residentKib = 0;
  std::uint64_t peakKib = 0;

  std::uint64_t cpuUs() const { return userUs + systemUs; }
};

/// An echo server in a process of its own; it ends with this object.
class ServerProcess {
public:
  /// Starts the program with these arguments and waits until it listens. Ends this program if that
  /// does not happen.
  explicit ServerProcess(char** arguments);
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  ~ServerProcess() { stop(); }

  std::uint16_t port() const { return port_; }

  /// Its usage now.
  Usage ask();

  /// Ends it; its usage then.
  Usage stop();

private:
  Usage report(int signal);

  pid_t id_ = -1;
  std::FILE* output_ = nullptr;
  std::uint16_t port_ = 0;
};

}  // namespace bench
