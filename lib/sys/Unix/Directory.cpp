// lib/sys/Unix/Directory.cpp -- One descriptor per listing, so that it stays in one directory.
//
// Quirks. d_type may be unknown, and then the name is looked at. ENOTDIR says either that the path
// is something else or that a component of it is.
#include <dirent.h>
#include <sys/stat.h>

#include <cerrno>

#include "DirectoryOs.hpp"
#include "Unix/OpenFile.hpp"

namespace sys {

static constexpr const char* kDirectoryIsNone = "it is not a directory";

// Whether ENOTDIR was about the path itself.
static bool directoryNameExists(const Path& path) {
  struct stat raw;
  return ::lstat(path.text().c_str(), &raw) == 0;
}

Directory::Os::Made Directory::Os::make(const Path& path) {
  if (::mkdir(path.text().c_str(), 0777) == 0) return Made::Created;
  const int code = errno;
  if (posix::meansMissing(code)) return Made::NoParent;

  // Whatever the reason, a directory is there already: EROFS, EISDIR and others come before EEXIST.
  struct stat raw;
  if (::stat(path.text().c_str(), &raw) == 0 && S_ISDIR(raw.st_mode)) return Made::Existed;
  if (code == EEXIST) {
    fail(path.text(), "cannot be created as a directory", "it exists and is something else");
  }
  fail(path.text(), "cannot be created", code);
}

// Nothing if it is gone already.
static std::optional<FileType> directoryEntryType(int directory, const struct dirent& entry) {
  switch (entry.d_type) {
    case DT_REG:
      return FileType::Regular;
    case DT_DIR:
      return FileType::Directory;
    case DT_LNK:
      return FileType::Symlink;
    case DT_UNKNOWN:
      break;
    default:
      return FileType::Other;
  }
  struct stat raw;
  if (::fstatat(directory, entry.d_name, &raw, AT_SYMLINK_NOFOLLOW) == -1) {
    return errno == ENOENT ? std::nullopt : std::optional(FileType::Hidden);
  }
  if (S_ISREG(raw.st_mode)) return FileType::Regular;
  if (S_ISDIR(raw.st_mode)) return FileType::Directory;
  return S_ISLNK(raw.st_mode) ? FileType::Symlink : FileType::Other;
}

// What opendir gave, closed in the end; the descriptor is its own.
class DirectoryStream {
public:
  explicit DirectoryStream(DIR* stream) : stream_(stream) {}
  DirectoryStream(const DirectoryStream&) = delete;
  DirectoryStream& operator=(const DirectoryStream&) = delete;
  ~DirectoryStream() { ::closedir(stream_); }

  int descriptor() const { return ::dirfd(stream_); }

  // Nothing at the end; throws what keeps it from being reached.
  const struct dirent* next(const Path& path) {
    errno = 0;
    const struct dirent* const entry = ::readdir(stream_);
    if (entry == nullptr && errno != 0) fail(path.text(), "cannot be listed", lastSystemCode());
    return entry;
  }

private:
  DIR* stream_;
};

std::optional<std::vector<DirectoryEntry>> Directory::Os::list(const Path& path) {
  OwnedHandle directory = posix::openFile(path.text().c_str(), O_RDONLY | O_DIRECTORY);
  if (!directory) {
    const int code = errno;
    if (code == ENOENT || (code == ENOTDIR && !directoryNameExists(path))) return std::nullopt;
    if (code == ENOTDIR) fail(path.text(), "cannot be listed", kDirectoryIsNone);
    fail(path.text(), "cannot be listed", code);
  }
  DIR* const opened = ::fdopendir(directory.get());
  if (opened == nullptr) fail(path.text(), "cannot be listed", lastSystemCode());
  directory.release();

  DirectoryStream stream(opened);
  std::vector<DirectoryEntry> entries;
  while (const struct dirent* entry = stream.next(path)) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    const std::optional<FileType> type = directoryEntryType(stream.descriptor(), *entry);
    if (type) entries.push_back({std::string(name), *type});
  }
  return entries;
}

bool Directory::Os::remove(const Path& path) {
  if (::rmdir(path.text().c_str()) == 0) return true;
  const int code = errno;
  if (code == ENOENT || code == ENOTEMPTY || code == EEXIST) return false;
  if (code == ENOTDIR && !directoryNameExists(path)) return false;
  if (code == ENOTDIR) fail(path.text(), "cannot be removed", kDirectoryIsNone);
  fail(path.text(), "cannot be removed", code);
}

Path Directory::Os::current() {
  std::string text(256, '\0');
  while (::getcwd(text.data(), text.size()) == nullptr) {
    if (errno != ERANGE) fail("the current directory", "cannot be told", lastSystemCode());
    text.resize(text.size() * 2);
  }
  text.resize(text.find('\0'));
  // "(unreachable)/...": it lies outside this process's root.
  if (text.front() != '/') fail("the current directory", "cannot be told", ENOENT);
  return Path(text);
}

void Directory::Os::enter(const Path& path) {
  const auto change = [&] { return ::chdir(path.text().c_str()); };
  if (posix::retryOnInterrupt(change) == -1) {
    fail(path.text(), "cannot be made the current directory", lastSystemCode());
  }
}

}  // namespace sys
