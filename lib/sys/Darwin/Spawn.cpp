// lib/sys/Darwin/Spawn.cpp -- posix_spawn is a system call here, and CLOEXEC_DEFAULT closes all but
// what is named. What it has no word for, a priority, limits, sessions and streams that are made to
// wait, a forked child does itself.
//
// Quirks: a program given by a relative path together with a directory is not found, so it is
// always absolute; the file actions run in order, so a source among the child's numbers is moved
// away first.
#include "Unix/Spawn.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <cerrno>

#include "Handle.hpp"
#include "Unix/RetryBusy.hpp"
#include "Unix/Unix.hpp"

namespace sys::posix {

namespace {

struct SpawnActions {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;

  SpawnActions() {
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawnattr_init(&attributes);
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() {
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
  }
};

}  // namespace

// Adds what makes `source` the child's `number`; `lifted` keeps what had to be moved out of the
// way.
static int addStream(SpawnActions& actions, std::span<const int> streams, int number,
                     OwnedHandle& lifted) {
  const int count = static_cast<int>(streams.size());
  int source = streams[static_cast<std::size_t>(number)];
  if (source >= 0 && source < count && source != number) {
    lifted.reset(::fcntl(source, F_DUPFD_CLOEXEC, count));
    source = lifted.get();
  }
  if (source == -1 || ::fcntl(source, F_GETFD) == -1) {
    return ::posix_spawn_file_actions_addopen(&actions.files, number, "/dev/null",
                                              nullAccess(number), 0);
  }
  if (source == number) return ::posix_spawn_file_actions_addinherit_np(&actions.files, number);
  return ::posix_spawn_file_actions_adddup2(&actions.files, source, number);
}

static int setAttributes(SpawnActions& actions, const SpawnPlan& plan) {
  short flags = POSIX_SPAWN_CLOEXEC_DEFAULT | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
  if (plan.place == SpawnPlace::Group) flags |= POSIX_SPAWN_SETPGROUP;
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  int error = ::posix_spawnattr_setsigmask(&actions.attributes, &none);
  if (error == 0) error = ::posix_spawnattr_setsigdefault(&actions.attributes, &all);
  if (error == 0) error = ::posix_spawnattr_setpgroup(&actions.attributes, 0);
  if (error == 0) error = ::posix_spawnattr_setflags(&actions.attributes, flags);
  return error;
}

// Whether the child has to do something that only it can do.
static bool needsFork(const SpawnPlan& plan) {
  return plan.place >= SpawnPlace::Session || plan.niceness || plan.processors != nullptr ||
         !plan.limits.empty() || plan.neverWaiting != 0;
}

static Spawned spawnAtOnce(const SpawnPlan& plan) {
  Spawned result;
  SpawnActions actions;
  OwnedHandle lifted[kMostStreams];
  int error = setAttributes(actions, plan);
  for (std::size_t i = 0; i < plan.streams.size() && error == 0; ++i) {
    error = addStream(actions, plan.streams, static_cast<int>(i), lifted[i]);
    result.failure.step = SpawnStep::Streams;
  }
  if (error == 0 && plan.directory != nullptr) {
    // The call itself does not say which of its steps failed.
    if (::access(plan.directory, X_OK) == -1) {
      result.failure = {SpawnStep::Directory, errno};
      return result;
    }
    error = ::posix_spawn_file_actions_addchdir_np(&actions.files, plan.directory);
  }
  if (error == 0) {
    result.failure.step = SpawnStep::Execute;
    error = ::posix_spawn(&result.id, plan.program, &actions.files, &actions.attributes,
                          plan.arguments, plan.environment);
  }
  if (error == 0) {
    result.failure = {};
  } else {
    result.id = -1;
    result.failure.error = error;
  }
  return result;
}

Spawned spawn(const SpawnPlan& plan) {
  if (!needsFork(plan)) return spawnAtOnce(plan);
  return retryBusy([&] { return spawnByFork(plan); });
}

}  // namespace sys::posix

#include "Unix/ForkSpawn.cpp"
