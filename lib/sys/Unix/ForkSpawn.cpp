// lib/sys/Unix/ForkSpawn.cpp -- fork, and a pipe that closes by itself when the program has begun.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include "Handle.hpp"
#include "PipeOs.hpp"
#include "Unix/Spawn.hpp"
#include "Unix/SpawnChild.cpp"
#include "Unix/Unix.hpp"

namespace sys {

// Where Unixes differ; see platform/Cloexec.cpp.
static int openCloexecPipe(int (&ends)[2]);

namespace posix {

// In the child. If it cannot be told, the parent sees a program that ended with 127.
static void tellFailure(int writer, const SpawnFailure& failure) noexcept {
  std::size_t size = 0;
  while (size < sizeof failure) {
    const char* at = reinterpret_cast<const char*>(&failure) + size;
    const ssize_t count =
        retryOnInterrupt([&] { return ::write(writer, at, sizeof failure - size); });
    if (count <= 0) return;
    size += static_cast<std::size_t>(count);
  }
}

// Waits until the child has become the program (the pipe closes) or says why not. False if that
// cannot be known; errno says why.
static bool readFailure(int reader, SpawnFailure& failure) {
  std::size_t size = 0;
  while (size < sizeof failure) {
    char* at = reinterpret_cast<char*>(&failure) + size;
    const ssize_t count =
        retryOnInterrupt([&] { return ::read(reader, at, sizeof failure - size); });
    if (count == -1) return false;
    if (count == 0) return true;
    size += static_cast<std::size_t>(count);
  }
  return true;
}

// For a child that reported failure, which ends at once, or was killed.
static void reapFailed(pid_t id) {
  int status = 0;
  retryOnInterrupt([&] { return ::waitpid(id, &status, 0); });
}

Spawned spawnByFork(const SpawnPlan& plan) {
  Spawned child;
  int ends[2];
  if (openCloexecPipe(ends) == -1) {
    child.failure = {SpawnStep::None, errno};
    return child;
  }
  OwnedHandle reader(ends[0]);
  OwnedHandle writer(ends[1]);
  child.id = ::fork();
  if (child.id == -1) {
    child.failure = {SpawnStep::None, errno};
    return child;
  }
  if (child.id == 0) {
    tellFailure(writer.get(), becomeProgram(plan, SpawnDescriptors::CloseOnExec));
    ::_exit(127);
  }
  writer.reset();
  const bool known = readFailure(reader.get(), child.failure);
  if (known && child.failure.step == SpawnStep::None) return child;
  if (!known) {
    child.failure = {SpawnStep::None, errno};
    ::kill(child.id, SIGKILL);
  }
  reapFailed(child.id);
  child.id = -1;
  return child;
}

}  // namespace posix

}  // namespace sys

#include "platform/Cloexec.cpp"
