// lib/sys/Unix/Linux/ControlGroup.cpp -- A control group of version 2 holds whatever its members
// start, and nobody leaves it without rights to the tree.
//
// It is made below this process's own, whose other members it is no concern of, and enables no
// controller. Who may make it may fill it: both take the right to write in that directory.
//   no cgroup.kill (5.14)   it is frozen, so that nobody starts anybody any more, and its members
//                           are killed one by one
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "Cgroup.hpp"
#include "Handle.hpp"
#include "Unix/Unix.hpp"

namespace sys::posix {

static constexpr int kControlDirectory = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

// How long what was killed may take to vanish, and how often what lives on is looked for.
static constexpr std::chrono::milliseconds kControlPatience{1000};
static constexpr int kControlRounds = 100;

// Between fork and exec too. At one go: half of a number would be another process's.
static bool writeControl(int group, const char* name, std::string_view text) noexcept {
  const int file = retryOnInterrupt([&] { return ::openat(group, name, O_WRONLY | O_CLOEXEC); });
  if (file == -1) return false;
  const iovec part{const_cast<char*>(text.data()), text.size()};
  const bool done = retryOnInterrupt([&] { return ::writev(file, &part, 1); }) != -1;
  const int error = errno;
  ::close(file);
  errno = error;
  return done;
}

[[maybe_unused]] static bool enterControlGroup(int group) noexcept {
  return writeControl(group, "cgroup.procs", "0");
}

// What a predecessor of this number could not remove keeps its name.
static int makeControlGroup() noexcept try {
  static std::atomic<unsigned> made{0};
  const std::optional<std::string> own = ownCgroup(systemFiles());
  if (!own) return -1;
  const std::string begin = *own + "/sys-" + std::to_string(::getpid()) + "-";
  std::string path;
  do {
    path = begin + std::to_string(++made);
    if (::mkdir(path.c_str(), 0755) == 0) {
      const int group = retryOnInterrupt([&] { return ::open(path.c_str(), kControlDirectory); });
      if (group == -1) ::rmdir(path.c_str());
      return group;
    }
  } while (errno == EEXIST);
  return -1;
} catch (...) {
  return -1;  // Memory: it is started without.
}

namespace {

// Of a group's members, as many as one look shows.
class ControlMembers {
public:
  explicit ControlMembers(int group) {
    const OwnedHandle file(
        retryOnInterrupt([&] { return ::openat(group, "cgroup.procs", O_RDONLY | O_CLOEXEC); }));
    if (file) size_ = retryOnInterrupt([&] { return ::read(file.get(), text_, sizeof text_); });
  }

  bool areKnown() const { return size_ != -1; }
  bool areAny() const { return size_ > 0; }

  // Calls `act` with each as a text and as a number. What is not in this process's namespace is 0.
  template <typename Act>
  void forEach(Act&& act) const {
    std::string_view rest(text_, areAny() ? static_cast<std::size_t>(size_) : 0);
    for (std::size_t end = 0; (end = rest.find('\n')) != rest.npos; rest.remove_prefix(end + 1)) {
      const std::string_view text = rest.substr(0, end);
      pid_t id = 0;
      std::from_chars(text.data(), text.data() + text.size(), id);
      if (id > 1 && id != ::getpid()) act(text, id);
    }
  }

private:
  char text_[4096];
  ssize_t size_ = -1;
};

// What a look at a group and all those below it has found.
struct ControlLook {
  bool sawAll = true;
  bool sawAny = false;
};

}  // namespace

// Calls `act` with each group directly below, and its name in this one. Whether it saw them all.
template <typename Act>
static bool forEachControlGroup(int group, Act&& act) noexcept {
  OwnedHandle directory(retryOnInterrupt([&] { return ::openat(group, ".", kControlDirectory); }));
  DIR* list = directory ? ::fdopendir(directory.get()) : nullptr;
  if (list == nullptr) return false;
  directory.release();
  bool sawAll = true;
  errno = 0;
  while (const dirent* entry = ::readdir(list)) {
    const std::string_view name = entry->d_name;
    if (entry->d_type == DT_DIR && name != "." && name != "..") {
      const OwnedHandle below(
          retryOnInterrupt([&] { return ::openat(group, entry->d_name, kControlDirectory); }));
      if (below) act(below.get(), entry->d_name);
      sawAll &= below || errno == ENOENT;
    }
    errno = 0;
  }
  sawAll &= errno == 0;
  ::closedir(list);
  return sawAll;
}

static void killControlMembers(int group, ControlLook& look) noexcept {
  const ControlMembers members(group);
  members.forEach([](std::string_view, pid_t id) { ::kill(id, SIGKILL); });
  look.sawAny |= members.areAny();
  look.sawAll &= members.areKnown();
  look.sawAll &=
      forEachControlGroup(group, [&](int below, const char*) { killControlMembers(below, look); });
}

// The groups below are killed with it, which children have made for theirs.
static bool killControlGroup(int group) noexcept {
  if (writeControl(group, "cgroup.kill", "1")) return true;
  writeControl(group, "cgroup.freeze", "1");
  ControlLook look;
  for (int round = 0; round < kControlRounds; ++round) {
    look = {};
    killControlMembers(group, look);
    if (!look.sawAny) break;
    ::poll(nullptr, 0, 1);
  }
  if (!look.sawAll) writeControl(group, "cgroup.freeze", "0");
  return look.sawAll;
}

// Those who were killed are members until the system has taken them down.
static void awaitEmptyControlGroup(int group) noexcept {
  const OwnedHandle events(
      retryOnInterrupt([&] { return ::openat(group, "cgroup.events", O_RDONLY | O_CLOEXEC); }));
  const Deadline deadline = std::chrono::steady_clock::now() + kControlPatience;
  while (events) {
    char text[256];
    const ssize_t size =
        retryOnInterrupt([&] { return ::pread(events.get(), text, sizeof text, 0); });
    const int left = millisecondsUntil(deadline);
    if (size <= 0 || left == 0) return;
    const std::string_view seen(text, static_cast<std::size_t>(size));
    if (seen.find("populated 0") != seen.npos) return;
    pollfd changed{events.get(), POLLPRI, 0};
    if (::poll(&changed, 1, left) == -1 && errno != EINTR) return;
  }
}

// What lives on moves to `parent`, and the groups below go.
static void emptyControlGroup(int group, int parent) noexcept {
  const ControlMembers members(group);
  members.forEach(
      [&](std::string_view text, pid_t) { writeControl(parent, "cgroup.procs", text); });
  forEachControlGroup(group, [&](int below, const char* name) {
    emptyControlGroup(below, parent);
    ::unlinkat(group, name, AT_REMOVEDIR);
  });
}

// Whether it is gone. Only its descriptor is known of it, and the system knows its path.
static bool removeEmptyControlGroup(int group) noexcept {
  const std::string_view link = "/proc/self/fd/";
  char name[32] = {};
  link.copy(name, link.size());
  std::to_chars(name + link.size(), name + sizeof name - 1, group);
  char path[4096] = {};
  if (::readlink(name, path, sizeof path - 1) == -1) return false;
  return ::rmdir(path) == 0 || errno == ENOENT;
}

static void removeControlGroup(int group, bool wasKilled) noexcept {
  const OwnedHandle owned(group);
  if (wasKilled) awaitEmptyControlGroup(group);
  for (int round = 0; round < kControlRounds && !removeEmptyControlGroup(group); ++round) {
    const OwnedHandle parent(
        retryOnInterrupt([&] { return ::openat(group, "..", kControlDirectory); }));
    if (parent) emptyControlGroup(group, parent.get());
  }
}

}  // namespace sys::posix
