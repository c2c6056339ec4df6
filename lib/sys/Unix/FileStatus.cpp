// lib/sys/Unix/FileStatus.cpp -- One stat call tells everything.
#include <sys/stat.h>

#include "FileStatusOs.hpp"
#include "Unix/OpenFile.hpp"

namespace sys {

// Large files on 32-bit systems need -D_FILE_OFFSET_BITS=64.
static_assert(sizeof(off_t) == 8);

// When the content last changed; the field's name differs, see platform/FileTimes.cpp.
static timespec fileStatusModified(const struct stat& status);

static FileType fileStatusType(mode_t mode) {
  if (S_ISREG(mode)) return FileType::Regular;
  if (S_ISDIR(mode)) return FileType::Directory;
  if (S_ISLNK(mode)) return FileType::Symlink;
  return FileType::Other;
}

std::optional<FileStatus> FileStatus::Os::look(const Path& path, bool follow) {
  struct stat raw;
  const char* const name = path.text().c_str();
  FileStatus status;
  // Neither is ever interrupted: EINTR is not among their errors.
  if ((follow ? ::stat(name, &raw) : ::lstat(name, &raw)) == -1) {
    const int code = errno;
    if (posix::meansMissing(code)) return std::nullopt;
    if (code == EACCES) return status;
    fail(path.text(), "cannot be looked at", code);
  }

  const timespec modified = fileStatusModified(raw);
  status.type_ = fileStatusType(raw.st_mode);
  if (status.isRegular()) status.size_ = static_cast<std::uint64_t>(raw.st_size);
  status.modified_ = fileTime(modified.tv_sec, modified.tv_nsec);
  status.identity_ = {static_cast<std::uint64_t>(raw.st_dev), raw.st_ino};
  return status;
}

}  // namespace sys

#include "platform/FileTimes.cpp"
