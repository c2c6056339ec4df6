// lib/sys/Unix/SpawnChild.cpp -- Between fork and exec: only what is safe in a signal handler, in
// memory that may still be the parent's.
#pragma once

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "Unix/Spawn.hpp"

namespace sys::posix {

// Where Unixes differ; see platform/Affinity.cpp, platform/CloseDescriptors.cpp,
// platform/ControlGroup.cpp, platform/DefaultSignal.cpp and platform/OwnOpenFile.cpp.
static int bindToProcessors(const ProcessorSet& processors);  // EINVAL: not to all of them.
static int unshareDescriptors(unsigned first);                // Keeps those below `first`.
static int closeDescriptors(unsigned first, bool onExec);
static bool enterControlGroup(int group) noexcept;
static void setDefaultSignal(int number);
static bool openAnew(int number);  // So that nobody else has the open file, if that can be had.

// Moves what is to become a stream out of the way of the first `count` numbers themselves.
static bool liftStream(int& source, int number, int count) {
  if (source < 0 || source >= count || source == number) return true;
  source = ::fcntl(source, F_DUPFD_CLOEXEC, count);
  return source != -1;
}

static bool putStream(int source, int number) {
  if (source == number) {
    if (::fcntl(number, F_SETFD, 0) != -1) return true;
    if (errno != EBADF) return false;
  }
  if (source != number && source != -1) return ::dup2(source, number) != -1;
  const int null = ::open("/dev/null", nullAccess(number));
  if (null == -1 || null == number) return null == number;
  const bool done = ::dup2(null, number) != -1;
  ::close(null);
  return done;
}

// The flag is the open file's, which this process and others may share: where there is no other way
// it is gone for them, too.
static bool letWait(int number) {
  if (openAnew(number)) return true;
  const int flags = ::fcntl(number, F_GETFL);
  return flags != -1 && ::fcntl(number, F_SETFL, flags & ~O_NONBLOCK) != -1;
}

static bool putStreams(const SpawnPlan& plan) {
  int sources[kMostStreams];
  std::copy(plan.streams.begin(), plan.streams.end(), sources);
  const int count = static_cast<int>(plan.streams.size());
  for (int i = 0; i < count; ++i) {
    // What this process has not open itself is nothing to the child.
    const bool stays = sources[i] == i;  // What putStream finds out.
    if (!stays && sources[i] >= 0 && ::fcntl(sources[i], F_GETFD) == -1) sources[i] = -1;
    if (!liftStream(sources[i], i, count)) return false;
  }
  for (int i = 0; i < count; ++i) {
    if (!putStream(sources[i], i)) return false;
    if ((plan.neverWaiting & 1U << i) != 0 && !letWait(i)) return false;
  }
  return true;
}

// One that is nowhere has left its session before it was born: see ForkSpawn.cpp.
static bool takePlace(SpawnPlace place) {
  if (place == SpawnPlace::Group) return ::setpgid(0, 0) != -1;
  return place != SpawnPlace::Session || ::setsid() != -1;
}

// The last thing a child does: its stack may still be the parent's memory, which could not grow any
// more.
static SpawnFailure setLimits(const SpawnPlan& plan) {
  for (const SpawnLimit& limit : plan.limits) {
    if (::setrlimit(limit.resource, &limit.values) == -1) return {limit.step, errno};
  }
  return {};
}

SpawnFailure becomeProgram(const SpawnPlan& plan, SpawnDescriptors descriptors) noexcept {
  if (plan.controlGroup != -1 && !enterControlGroup(plan.controlGroup)) {
    return {SpawnStep::ControlGroup, errno};
  }
  const int last = static_cast<int>(plan.streams.size()) - 1;
  const int highest = std::max({last, plan.terminal, *std::ranges::max_element(plan.streams)});
  if (descriptors == SpawnDescriptors::Unshare) {
    if (unshareDescriptors(static_cast<unsigned>(highest) + 1) == -1) {
      return {SpawnStep::Unshare, errno};
    }
  }
  for (int number = 1; number < NSIG; ++number) {
    if (sigismember(&plan.ignored, number) == 1) setDefaultSignal(number);
  }
  if (!takePlace(plan.place)) return {SpawnStep::Group, errno};
  if (plan.terminal != -1 && ::ioctl(plan.terminal, TIOCSCTTY, 0) == -1) {
    return {SpawnStep::Terminal, errno};
  }
  if (plan.niceness && ::setpriority(PRIO_PROCESS, 0, *plan.niceness) == -1) {
    return {SpawnStep::Priority, errno};
  }
  if (plan.processors != nullptr && bindToProcessors(*plan.processors) == -1) {
    return {SpawnStep::Processors, errno};
  }
  if (plan.directory != nullptr && ::chdir(plan.directory) == -1) {
    return {SpawnStep::Directory, errno};
  }
  if (!putStreams(plan)) return {SpawnStep::Streams, errno};
  // What was unshared above them is gone, and what they took to get there closes itself.
  const bool alone = descriptors == SpawnDescriptors::Unshare && highest == last;
  const auto first = static_cast<unsigned>(last) + 1;
  if (!alone && closeDescriptors(first, descriptors == SpawnDescriptors::CloseOnExec) == -1) {
    return {SpawnStep::Streams, errno};
  }
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const SpawnFailure limited = setLimits(plan);
  if (limited.step != SpawnStep::None) return limited;
  ::execve(plan.program, plan.arguments, plan.environment);
  return {SpawnStep::Execute, errno};
}

}  // namespace sys::posix

#include "platform/Affinity.cpp"
#include "platform/CloseDescriptors.cpp"
#include "platform/ControlGroup.cpp"
#include "platform/DefaultSignal.cpp"
#include "platform/OwnOpenFile.cpp"
