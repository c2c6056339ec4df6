#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "Die.hpp"

namespace bench {

/// What all servers have in common, so that they differ in nothing but what is measured.
inline constexpr int kBacklog = 4096;
inline constexpr std::size_t kBufferSize = 65536;

/// The command line of every server: `[--port N] [--sink] [--backend NAME]`.
struct ServerOptions {
  std::uint16_t port = 0;  // 0: one that is free.
  bool sink = false;       // Read only, answer nothing.
  std::string backend;     // Empty: the server's own choice.
};

/// Ends the program with a message for what it does not know; `--version` prints `version`.
ServerOptions serverOptions(int argc, char** argv, const std::string& version);

/// What a server has done so far.
struct Tally {
  std::atomic<std::uint64_t> connections = 0;
  std::atomic<std::uint64_t> receives = 0;
  std::atomic<std::uint64_t> bytes = 0;
};

/// For the loop's thread alone: an ordinary addition, which the signal handler sees.
inline void add(std::atomic<std::uint64_t>& counter, std::uint64_t more = 1) {
  counter.store(counter.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
}

Tally& tally();

/// Prints the port, which somebody waits for. From here on SIGUSR1 prints a line with the
/// processor time, memory and tally so far, and SIGTERM does and ends the program; neither needs
/// anything of the loop. It also ends when its parent does.
void serve(std::uint16_t port);

/// A listening socket on 127.0.0.1, for the servers that have no library for it. Accepted sockets
/// are made non-blocking or not by who accepts them.
int listenOn(std::uint16_t port);
std::uint16_t portOf(int socket);

/// Sends without delay, as all servers do. Ends the program if that fails.
void setNoDelay(int socket);

}  // namespace bench
