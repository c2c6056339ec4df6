// lib/sys/Unix/MappedFile.cpp -- mmap keeps the file alive without a descriptor.
#include <sys/mman.h>
#include <sys/stat.h>

#include "MappedFileOs.hpp"
#include "Unix/OpenFile.hpp"

namespace sys {

std::optional<MappedFile> MappedFile::Os::map(const Path& path) {
  constexpr const char* kFailure = "cannot be mapped into memory";
  // O_NONBLOCK: to open a pipe that nobody writes would wait, only to refuse it then.
  const OwnedHandle file = posix::openFile(path.text().c_str(), O_RDONLY | O_NONBLOCK);
  if (!file) {
    if (posix::meansMissing(errno)) return std::nullopt;
    fail(path.text(), kFailure, lastSystemCode());
  }
  struct stat raw;
  if (::fstat(file.get(), &raw) == -1) fail(path.text(), kFailure, lastSystemCode());
  if (S_ISDIR(raw.st_mode)) fail(path.text(), kFailure, EISDIR);
  if (!S_ISREG(raw.st_mode)) fail(path.text(), kFailure, "it is not a regular file");

  if (raw.st_size == 0) {
    // Files of /proc claim to be empty and are not.
    char byte;
    const ssize_t got = posix::retryOnInterrupt([&] { return ::read(file.get(), &byte, 1); });
    if (got == -1) fail(path.text(), kFailure, lastSystemCode());
    if (got != 0) fail(path.text(), kFailure, "the system does not know its size", "Read it.");
    return MappedFile(nullptr, 0);
  }

  const auto size = static_cast<std::size_t>(raw.st_size);
  if (static_cast<off_t>(size) != raw.st_size) fail(path.text(), kFailure, EFBIG);
  void* const data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (data == MAP_FAILED) fail(path.text(), kFailure, lastSystemCode());
  return MappedFile(static_cast<const char*>(data), size);
}

void MappedFile::Os::unmap(const char* data, std::size_t size) noexcept {
  ::munmap(const_cast<char*>(data), size);
}

}  // namespace sys
