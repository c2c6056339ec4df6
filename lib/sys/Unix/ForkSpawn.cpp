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

// What a child tells before it is the program: why it does not become it, or where there is no
// failure the id of one that is nobody's child.
struct SpawnWord {
  SpawnFailure failure;
  pid_t id;
};

// In the child; whether the parent can know it. Where it cannot it sees a program that ended with
// 127, or nobody's child of which it was not told.
static bool tell(int writer, const SpawnWord& word) noexcept {
  std::size_t size = 0;
  while (size < sizeof word) {
    const char* at = reinterpret_cast<const char*>(&word) + size;
    const ssize_t count = retryOnInterrupt([&] { return ::write(writer, at, sizeof word - size); });
    if (count <= 0) return false;
    size += static_cast<std::size_t>(count);
  }
  return true;
}

// The next word; nothing, and 0, when all have become the program or ended: the pipe closes.
// Nothing, and the error, if that cannot be known.
static std::optional<SpawnWord> nextWord(int reader, int& error) {
  SpawnWord word;
  std::size_t size = 0;
  error = 0;
  while (size < sizeof word) {
    char* at = reinterpret_cast<char*>(&word) + size;
    const ssize_t count = retryOnInterrupt([&] { return ::read(reader, at, sizeof word - size); });
    if (count == -1) error = errno;
    if (count <= 0) return std::nullopt;
    size += static_cast<std::size_t>(count);
  }
  return word;
}

// Waits until there is a program or a reason why not.
static SpawnFailure awaitProgram(int reader, pid_t& id) {
  int error = 0;
  while (const std::optional<SpawnWord> word = nextWord(reader, error)) {
    if (word->failure.step != SpawnStep::None) return word->failure;
    id = word->id;
  }
  return {SpawnStep::None, error};
}

// In the child, which ends so that its own is nobody's. That one is not the session's leader, so
// that it never gets a terminal by opening one. Of whom the parent cannot know is not left behind.
static void leaveToNobody(int writer) {
  if (::setsid() == -1) {
    tell(writer, {{SpawnStep::Group, errno}, -1});
    ::_exit(127);
  }
  const pid_t id = ::fork();
  if (id == 0) return;
  const bool isTold = tell(writer, {{id == -1 ? SpawnStep::Execute : SpawnStep::None, errno}, id});
  if (id != -1 && !isTold) ::kill(id, SIGKILL);
  ::_exit(0);
}

static bool hasFailed(const Spawned& child) {
  return child.failure.step != SpawnStep::None || child.failure.error != 0;
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
  // The child's streams come to lie below.
  const int count = static_cast<int>(plan.streams.size());
  if (writer.get() < count) writer.reset(::fcntl(writer.get(), F_DUPFD_CLOEXEC, count));
  if (!writer) {
    child.failure = {SpawnStep::None, errno};
    return child;
  }
  child.id = ::fork();
  if (child.id == -1) {
    child.failure = {SpawnStep::None, errno};
    return child;
  }
  if (child.id == 0) {
    if (plan.place == SpawnPlace::Nowhere) leaveToNobody(writer.get());
    tell(writer.get(), {becomeProgram(plan, SpawnDescriptors::CloseOnExec), -1});
    ::_exit(127);
  }
  writer.reset();
  const pid_t born = child.id;
  child.failure = awaitProgram(reader.get(), child.id);
  const bool isNobodys = plan.place == SpawnPlace::Nowhere;
  const bool isTold = !isNobodys || hasFailed(child) || child.id != born;
  if (!isTold) child.failure = {SpawnStep::Told, 0};
  if (!hasFailed(child) && !isNobodys) return child;
  // What happened to one that has told nothing is not known.
  if (hasFailed(child) && child.failure.step == SpawnStep::None) ::kill(child.id, SIGKILL);
  reapFailed(born);
  if (hasFailed(child)) child.id = -1;
  return child;
}

}  // namespace posix

}  // namespace sys

#include "platform/Cloexec.cpp"
