// benchmarks/streams/ServerProcess.cpp -- The server beside the client, which asks it by signals
// what it has used.
#include "ServerProcess.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cinttypes>

#include "EchoServer.hpp"

namespace bench {

ServerProcess::ServerProcess(char** arguments) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) == -1) die("pipe2");
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  errno = ::posix_spawnp(&id_, arguments[0], &actions, nullptr, arguments, ::environ);
  if (errno != 0) die(arguments[0]);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  output_ = ::fdopen(ends[0], "r");
  if (std::fscanf(output_, "port %" SCNu16, &port_) != 1) die("the server does not listen");
}

Usage ServerProcess::report(int signal) {
  ::kill(id_, signal);
  Usage usage;
  const int found = std::fscanf(output_,
                                " user_us %" SCNu64 " system_us %" SCNu64 " connections %" SCNu64
                                " receives %" SCNu64 " bytes %" SCNu64 " resident_kib %" SCNu64
                                " peak_kib %" SCNu64,
                                &usage.userUs, &usage.systemUs, &usage.connections, &usage.receives,
                                &usage.bytes, &usage.residentKib, &usage.peakKib);
  if (found != 7) die("the server reports nothing");
  return usage;
}

Usage ServerProcess::ask() { return report(SIGUSR1); }

Usage ServerProcess::stop() {
  if (id_ == -1) return {};
  const Usage usage = report(SIGTERM);
  ::waitpid(id_, nullptr, 0);
  std::fclose(output_);
  id_ = -1;
  return usage;
}

}  // namespace bench
