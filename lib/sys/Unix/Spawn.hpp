#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/types.h>

#include <csignal>
#include <optional>
#include <span>

#include "ProcessOs.hpp"
#include "sys/Native.hpp"

namespace sys::posix {

/// Where a child could not go on.
enum class SpawnStep : int {
  None,
  ControlGroup,
  Unshare,
  Group,
  Terminal,
  Priority,
  Processors,
  Directory,
  Streams,
  CpuTime,
  Memory,
  OpenFiles,
  Execute,
  Told,  // It may be the program, which nobody knows.
};

/// Processors as bits, as many as any Linux has.
struct ProcessorSet {
  static constexpr unsigned kMost = 8192;
  static constexpr unsigned kBits = 8 * sizeof(unsigned long);

  unsigned long words[kMost / kBits] = {};
};

/// A limit that a child sets itself.
struct SpawnLimit {
  SpawnStep step;
  int resource;
  rlimit values;
};

/// Among which processes the child is.
enum class SpawnPlace : unsigned char {
  Here,     // In this process's group.
  Group,    // It leads a group of its own.
  Session,  // Likewise a session.
  Nowhere,  // Nobody's child, in a session without a leader.
};

/// The most streams that a child has.
inline constexpr std::size_t kMostStreams = 3 + kMostPassed;

/// How nothing at all is opened as the child's `number`.
inline int nullAccess(int number) {
  if (number == 0) return O_RDONLY;
  return number <= 2 ? O_WRONLY : O_RDWR;
}

/// Everything a new child does before it becomes the program, prepared so that it neither allocates
/// nor locks.
struct SpawnPlan {
  const char* program;
  char* const* arguments;
  char* const* environment;
  const char* directory;         // Null: stays.
  std::span<const int> streams;  // What becomes 0, 1, 2 and so on; -1 is /dev/null.
  unsigned neverWaiting;         // As bits, those of them whose calls would not wait, and must.
  SpawnPlace place;
  int terminal;                    // Of its session, which it leads; -1 is none.
  std::optional<int> niceness;     // Nothing: stays.
  const ProcessorSet* processors;  // Null: stays.
  std::span<const SpawnLimit> limits;
  sigset_t
      ignored;  // What this process ignores, or handles where that has to be undone one by one.
  int controlGroup;  // What it enters first; -1 is none. See ControlGroup.cpp.
};

/// The answer of a child that did not become the program.
struct SpawnFailure {
  SpawnStep step = SpawnStep::None;
  int error = 0;
};

/// How the child leaves this process's descriptors behind.
enum class SpawnDescriptors : unsigned char {
  Unshare,      // They are shared with the parent: taken apart before the first is touched.
  Close,        // They are copies: all but the three are closed.
  CloseOnExec,  // As `Close`, but one is still needed to report failure.
};

/// What the child runs. Returns only if it did not become the program.
SpawnFailure becomeProgram(const SpawnPlan& plan, SpawnDescriptors descriptors) noexcept;

/// A started child, or why there is none.
struct Spawned {
  pid_t id = -1;  // Of one that is nobody's child, too.
  int exit = -1;  // See ChildExit.cpp.
  SpawnFailure failure;
};

/// Starts a child by fork, which costs time in proportion to this process's memory.
Spawned spawnByFork(const SpawnPlan& plan);

/// Starts a child by the platform's best means; see platform/Spawn.cpp.
Spawned spawn(const SpawnPlan& plan);

}  // namespace sys::posix
