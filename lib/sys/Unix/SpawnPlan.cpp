// lib/sys/Unix/SpawnPlan.cpp -- What a child needs, gathered before there is one.
#pragma once

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <optional>
#include <vector>

#include "Error.hpp"
#include "ProcessOs.hpp"
#include "Unix/Spawn.hpp"
#include "Unix/Unix.hpp"

// Where Unixes differ; see platform/EnvironmentPointer.cpp.
static char** environmentPointer();

namespace sys {

// Where Unixes differ; see platform/ControlGroup.cpp and platform/IgnoredSignals.cpp.
namespace posix {
static sigset_t ignoredSignals();        // They stay ignored through exec, and must not.
static int makeControlGroup() noexcept;  // -1 where there can be none.
}  // namespace posix

namespace {

[[noreturn]] void failToBind(const Launch& launch, int error) {
  constexpr const char* kWhat = "cannot be bound to these processors";
  if (error == ENOSYS) fail(launch.program, kWhat, "this system lets no program choose them");
  if (error != EINVAL) fail(launch.program, kWhat, error);
  fail(launch.program, kWhat, "one of them is not there or not for this process to use");
}

[[noreturn]] void failToStart(const Launch& launch, const posix::SpawnFailure& failure) {
  switch (failure.step) {
    case posix::SpawnStep::Directory:
      fail(launch.directory->text(), "cannot start '" + launch.program + "' in this directory",
           failure.error);
    case posix::SpawnStep::Priority:
      fail(launch.program, "cannot lower the priority of this program", failure.error);
    case posix::SpawnStep::Processors:
      failToBind(launch, failure.error);
    case posix::SpawnStep::CpuTime:
      fail(launch.program, "cannot limit the processor time of this program", failure.error);
    case posix::SpawnStep::Memory:
      fail(launch.program, "cannot limit the memory of this program", failure.error);
    case posix::SpawnStep::OpenFiles:
      fail(launch.program, "cannot limit the open files of this program", failure.error);
    case posix::SpawnStep::Terminal:
      fail(launch.program, "cannot give this program a terminal", failure.error);
    case posix::SpawnStep::Streams:
      fail(launch.program, "cannot set up the streams of this program", failure.error);
    case posix::SpawnStep::Told:
      fail(launch.program, "cannot start this program",
           "the process that started it ended before it could tell");
    default:
      fail(launch.program, "cannot start this program", failure.error);
  }
}

// The texts as exec takes them: pointers that end with a null.
std::vector<char*> pointersTo(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Whether it is this process's own, and somebody has set it so that its calls never wait: what the
// library opens for a child waits.
bool neverWaits(const ChildStream& stream, int descriptor) {
  using enum ChildStream::Kind;
  const bool isOwn = stream.kind == Inherited || stream.kind == Output || stream.kind == Error;
  const int flags = isOwn ? ::fcntl(descriptor, F_GETFL) : -1;
  return flags != -1 && (flags & O_NONBLOCK) != 0;
}

int descriptorFor(const Launch& launch, const ChildStream& stream, int number) {
  switch (stream.kind) {
    case ChildStream::Kind::Inherited:
      return number;
    case ChildStream::Kind::Output:
      return 1;
    case ChildStream::Kind::Error:
      return 2;
    case ChildStream::Kind::Handle:
      return stream.handle;
    case ChildStream::Kind::Terminal:
      return launch.terminal;
    case ChildStream::Kind::Null:
      break;
  }
  return -1;
}

// -1 is a niceness, too.
int nicenessFor(const Launch& launch) {
  constexpr int kNicest = 19;
  errno = 0;
  const int own = ::getpriority(PRIO_PROCESS, 0);
  if (own == -1 && errno != 0) {
    fail(launch.program, "cannot lower the priority of this program", lastSystemCode());
  }
  return *launch.priority == Priority::Lowest ? kNicest : std::min(own + 10, kNicest);
}

posix::ProcessorSet processorsOf(const Launch& launch) {
  using posix::ProcessorSet;
  ProcessorSet set;
  for (const unsigned number : launch.processors) {
    if (number >= ProcessorSet::kMost) failToBind(launch, EINVAL);
    set.words[number / ProcessorSet::kBits] |= 1UL << number % ProcessorSet::kBits;
  }
  return set;
}

rlim_t limitFrom(std::uint64_t value) {
  return static_cast<rlim_t>(std::min<std::uint64_t>(value, RLIM_INFINITY));
}

// The limit of descriptors that `prepare` has raised: from and to what. 0: it has not.
std::atomic<rlim_t> descriptorsBefore{0};
std::atomic<rlim_t> descriptorsRaised{0};

// The limits of a child, as far as this process may set them.
class ChildLimits {
public:
  explicit ChildLimits(const Launch& launch) {
    using posix::SpawnStep;
    const LaunchLimits& wanted = launch.limits;
    if (const auto time = wanted.cpuSeconds; time != 0) {
      add(launch, SpawnStep::CpuTime, {limitFrom(time), limitFrom(time + 1)}, RLIMIT_CPU);
    }
    if (const auto memory = limitFrom(wanted.memory); memory != 0) {
      add(launch, SpawnStep::Memory, {memory, memory}, RLIMIT_AS);
    }
    if (const auto files = limitFrom(wanted.openFiles); files != 0) {
      add(launch, SpawnStep::OpenFiles, {files, files}, RLIMIT_NOFILE);
    } else if (descriptorsRaised != 0) {
      takeBackRaise(launch);
    }
  }

  std::span<const posix::SpawnLimit> all() const { return {limits_, count_}; }

private:
  static rlimit ownLimit(const Launch& launch, posix::SpawnStep step, int resource) {
    rlimit own{};
    if (::getrlimit(resource, &own) == -1) failToStart(launch, {step, errno});
    return own;
  }

  void add(const Launch& launch, posix::SpawnStep step, const rlimit& wanted, int resource) {
    const rlim_t most = ownLimit(launch, step, resource).rlim_max;
    const rlimit values{std::min(wanted.rlim_cur, most), std::min(wanted.rlim_max, most)};
    limits_[count_++] = {step, resource, values};
  }

  // Programs that still call select rely on a low one. What somebody has changed since stays.
  void takeBackRaise(const Launch& launch) {
    rlimit own = ownLimit(launch, posix::SpawnStep::OpenFiles, RLIMIT_NOFILE);
    if (own.rlim_cur != descriptorsRaised) return;
    own.rlim_cur = descriptorsBefore;
    limits_[count_++] = {posix::SpawnStep::OpenFiles, RLIMIT_NOFILE, own};
  }

  posix::SpawnLimit limits_[3];
  std::size_t count_ = 0;
};

posix::SpawnPlace placeOf(const Launch& launch) {
  if (launch.isDetached) return posix::SpawnPlace::Nowhere;
  if (launch.isNewSession) return posix::SpawnPlace::Session;
  return launch.sharesTerminal ? posix::SpawnPlace::Here : posix::SpawnPlace::Group;
}

// A plan and what it refers to.
class ChildPlan {
public:
  explicit ChildPlan(Launch& launch) : limits_(launch) {
    placeStreams(launch);
    arguments_ = pointersTo(launch.arguments);
    environment_ =
        launch.environment ? pointersTo(launch.environment->entries()) : std::vector<char*>(1);
    plan_.program = launch.program.c_str();
    plan_.arguments = arguments_.data();
    // This process's own as it stands; there is none after clearenv.
    const bool isOwn = !launch.environment && environmentPointer() != nullptr;
    plan_.environment = isOwn ? environmentPointer() : environment_.data();
    plan_.directory = launch.directory ? launch.directory->text().c_str() : nullptr;
    plan_.place = placeOf(launch);
    plan_.terminal = launch.terminal;
    if (launch.priority) plan_.niceness = nicenessFor(launch);
    if (!launch.processors.empty()) plan_.processors = &processors_.emplace(processorsOf(launch));
    plan_.limits = limits_.all();
    plan_.ignored = posix::ignoredSignals();
    plan_.controlGroup = launch.isContained ? posix::makeControlGroup() : -1;
  }
  ChildPlan(const ChildPlan&) = delete;
  ChildPlan& operator=(const ChildPlan&) = delete;

  posix::SpawnPlan& plan() { return plan_; }

private:
  void placeStreams(Launch& launch) {
    for (const ChildStream& stream : launch.streams) place(launch, stream);
    for (const PassedStream& passed : launch.passed) {
      launch.environment->set(passed.variable, std::to_string(count_));
      place(launch, passed.stream);
    }
    plan_.streams = {streams_, static_cast<std::size_t>(count_)};
  }

  void place(const Launch& launch, const ChildStream& stream) {
    streams_[count_] = descriptorFor(launch, stream, count_);
    if (neverWaits(stream, streams_[count_])) plan_.neverWaiting |= 1U << count_;
    ++count_;
  }

  int count_ = 0;
  int streams_[posix::kMostStreams];
  std::vector<char*> arguments_;
  std::vector<char*> environment_;
  std::optional<posix::ProcessorSet> processors_;
  ChildLimits limits_;
  posix::SpawnPlan plan_{};
};

}  // namespace

}  // namespace sys

#include "platform/EnvironmentPointer.cpp"
#include "platform/IgnoredSignals.cpp"
