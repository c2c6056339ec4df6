// lib/sys/Unix/File.cpp -- rename gives a name to another file in one step.
//
// Quirks. fsync reports a lost write once, close may report it too, and close is never repeated:
// the descriptor is gone even on EINTR. A write that starts at the limit of file sizes gets
// SIGXFSZ, which kills. A rename is durable only once the directory is synced. The umask takes from
// the mode that open gives; fchmod on the new descriptor gives it back. Until the group is right
// the file is open to its owner alone, so that at no moment it is open to more than it will be.
#include <sys/resource.h>
#include <sys/stat.h>

#include <climits>
#include <cstdio>

#include "FileOs.hpp"
#include "Unix/OpenFile.hpp"
#include "Unix/Sigpipe.hpp"

namespace sys {

// -1 and errno unless what was written would survive the loss of power; see platform/FullSync.cpp.
static int fileSyncFully(int file);

static constexpr mode_t kFilePermissions = 0777;

native::Handle File::Os::openToRead(const Path& path) {
  OwnedHandle file = posix::openFile(path.text().c_str(), O_RDONLY);
  if (!file) {
    if (posix::meansMissing(errno)) return native::kNoHandle;
    fail(path.text(), "cannot be read", lastSystemCode());
  }
  return file.release();
}

std::uint64_t File::Os::claimedSize(native::Handle file) {
  struct stat raw;
  if (::fstat(file, &raw) == -1 || raw.st_size < 0) return 0;
  return S_ISREG(raw.st_mode) ? static_cast<std::uint64_t>(raw.st_size) : 0;
}

std::size_t File::Os::readSome(native::Handle file, char* into, std::size_t capacity,
                               const Path& path) {
  const ssize_t got = posix::retryOnInterrupt([&] { return ::read(file, into, capacity); });
  if (got == -1) fail(path.text(), "cannot be read", lastSystemCode());
  return static_cast<std::size_t>(got);
}

native::Handle File::Os::openToAppend(const Path& path) {
  OwnedHandle file = posix::openFile(path.text().c_str(), O_WRONLY | O_APPEND | O_CREAT, 0666);
  if (!file) fail(path.text(), "cannot be opened for appending", lastSystemCode());
  return file.release();
}

// Never one of the standard streams, which are not this File's to close.
native::Handle File::Os::takePassed(std::uint64_t number) noexcept {
  if (number <= 2 || number > INT_MAX) return native::kNoHandle;
  const int file = static_cast<int>(number);
  return ::fcntl(file, F_SETFD, FD_CLOEXEC) == -1 ? native::kNoHandle : file;
}

// How much may be written without a signal: 0 only if the file has reached the limit.
static std::size_t fileRoom(int file, std::size_t wanted) {
  struct rlimit limit;
  struct stat raw;
  if (::getrlimit(RLIMIT_FSIZE, &limit) == -1 || limit.rlim_cur == RLIM_INFINITY) return wanted;
  if (::fstat(file, &raw) == -1 || !S_ISREG(raw.st_mode)) return wanted;
  const auto size = static_cast<rlim_t>(raw.st_size);
  return size >= limit.rlim_cur ? 0 : std::min<rlim_t>(wanted, limit.rlim_cur - size);
}

// Pipes and sockets, whose writers may get a signal, have no place where they are at.
static bool hasPosition(int file) { return ::lseek(file, 0, SEEK_CUR) != -1; }

std::size_t File::Os::writeSome(native::Handle file, std::string_view bytes, const Path& path) {
  const std::size_t room = fileRoom(file, bytes.size());
  if (room == 0) fail(path.text(), "cannot be written", EFBIG);
  std::optional<posix::SigpipeHeld> held;
  if (!hasPosition(file)) held.emplace();
  const ssize_t put = posix::retryOnInterrupt([&] { return ::write(file, bytes.data(), room); });
  if (put == -1) {
    const SystemCode code = lastSystemCode();
    if (held && errno == EPIPE) held->discard();
    fail(path.text(), "cannot be written", code);
  }
  if (put == 0) fail(path.text(), "cannot be written", "the system takes no more");
  return static_cast<std::size_t>(put);
}

void File::Os::sync(native::Handle file, const Path& path) {
  if (fileSyncFully(file) == -1) fail(path.text(), "cannot be made durable", lastSystemCode());
}

void File::Os::close(native::Handle file, const Path& path) {
  if (::close(file) == -1 && errno != EINTR) {
    fail(path.text(), "may have lost what was written", lastSystemCode());
  }
}

Path File::Os::follow(const Path& path) {
  constexpr int kMostLinks = 40;  // Where Linux gives up, too.
  Path at = path;
  std::string leadsTo(256, '\0');
  for (int links = 0; links < kMostLinks;) {
    const ssize_t length = ::readlink(at.text().c_str(), leadsTo.data(), leadsTo.size());
    if (length == -1) {
      if (errno == EINVAL || errno == ENOENT) return at;  // No link; nothing at all.
      fail(path.text(), "cannot be written", lastSystemCode());
    }
    if (static_cast<std::size_t>(length) == leadsTo.size()) {
      leadsTo.resize(leadsTo.size() * 2);  // It may have been cut off.
      continue;
    }
    at = at.parent().join(Path(leadsTo.substr(0, static_cast<std::size_t>(length))));
    ++links;
  }
  fail(path.text(), "cannot be written", ELOOP);
}

// Gives the new file what the old one has of owner, group and permissions, as far as the system
// lets us. Where the group cannot be kept, the new one gets no more than everybody.
static int fileTakeOver(int file, const struct stat& old) {
  struct stat fresh;
  if (::fstat(file, &fresh) == -1) return -1;
  mode_t mode = old.st_mode & kFilePermissions;
  if (fresh.st_uid != old.st_uid || fresh.st_gid != old.st_gid) {
    if (::fchown(file, old.st_uid, old.st_gid) == -1 &&
        ::fchown(file, static_cast<uid_t>(-1), old.st_gid) == -1) {
      mode &= ~static_cast<mode_t>(S_IRWXG) | (mode & S_IRWXO) << 3;
    }
  }
  return (fresh.st_mode & kFilePermissions) == mode ? 0 : ::fchmod(file, mode);
}

native::Handle File::Os::createTemporary(Replacement& replacement) {
  const Path& path = replacement.path;
  struct stat old;
  const bool exists = ::stat(replacement.target.text().c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode)) fail(path.text(), "cannot be written", EISDIR);
  if (exists && !S_ISREG(old.st_mode)) {
    fail(path.text(), "cannot be replaced", "it is not a regular file");
  }
  if (!exists && errno != ENOENT) fail(path.text(), "cannot be written", lastSystemCode());

  const mode_t mode = exists ? old.st_mode & S_IRWXU : 0666;
  const char* const name = replacement.temporary.text().c_str();
  OwnedHandle file = posix::openFile(name, O_WRONLY | O_CREAT | O_EXCL, mode);
  if (!file && errno == EEXIST) return native::kNoHandle;
  if (!file && errno == ENOENT) {
    fail(path.text(), "cannot be written", "its directory does not exist", "Create that first.");
  }
  if (!file) fail(path.text(), "cannot be written", lastSystemCode());
  if (exists && fileTakeOver(file.get(), old) == -1) {
    const SystemCode code = lastSystemCode();
    discard(replacement);
    fail(path.text(), "cannot keep its mode", code);
  }
  return file.release();
}

void File::Os::putInPlace(native::Handle temporary, const Replacement& replacement) {
  const Path& path = replacement.path;
  OwnedHandle file(temporary);
  // Opened first, so that what can fail fails while the old content stands.
  const std::string directory = replacement.target.parent().text();
  OwnedHandle parent;
  if (replacement.isDurable) {
    parent = posix::openFile(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY);
    if (!parent) fail(path.text(), "cannot be made durable", lastSystemCode());
    sync(file.get(), path);
  }
  close(file.release(), path);

  const char* const target = replacement.target.text().c_str();
  if (::rename(replacement.temporary.text().c_str(), target) == -1) {
    fail(path.text(), "cannot be replaced", lastSystemCode());
  }
  // EINVAL and EBADF: this file system keeps its directories in another way.
  if (parent && fileSyncFully(parent.get()) == -1 && errno != EINVAL && errno != EBADF) {
    fail(path.text(), "cannot be made durable", lastSystemCode());
  }
}

void File::Os::discard(const Replacement& replacement) noexcept {
  ::unlink(replacement.temporary.text().c_str());
}

bool File::Os::remove(const Path& path) {
  const char* const name = path.text().c_str();
  struct stat raw;
  // Asked first: some systems let the superuser unlink a directory, and all of them /dev/null.
  if (::lstat(name, &raw) == -1) {
    if (posix::meansMissing(errno)) return false;
    fail(path.text(), "cannot be removed", lastSystemCode());
  }
  if (S_ISDIR(raw.st_mode)) fail(path.text(), "cannot be removed", EISDIR);
  if (S_ISCHR(raw.st_mode) || S_ISBLK(raw.st_mode)) {
    fail(path.text(), "cannot be removed", "it is a device");
  }
  if (::unlink(name) == 0) return true;
  if (posix::meansMissing(errno)) return false;
  fail(path.text(), "cannot be removed", lastSystemCode());
}

}  // namespace sys

#include "platform/FullSync.cpp"
