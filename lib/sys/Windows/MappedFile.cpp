// lib/sys/Windows/MappedFile.cpp -- A view keeps its section, and the section its file.
#include "MappedFileOs.hpp"
#include "Windows/OpenFile.hpp"

namespace sys {

std::optional<MappedFile> MappedFile::Os::map(const Path& path) {
  constexpr const char* kFailure = "cannot be mapped into memory";
  // With the backup flag directories open, too, and can be told from what is denied.
  const OwnedHandle file =
      win::openFile(win::widenPath(path), GENERIC_READ, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS);
  if (!file) {
    const DWORD code = ::GetLastError();
    if (win::meansMissing(code)) return std::nullopt;
    fail(path.text(), kFailure, code);
  }
  const HANDLE handle = win::toHandle(file.get());
  if (::GetFileType(handle) != FILE_TYPE_DISK) {
    fail(path.text(), kFailure, "it is not a regular file");
  }
  BY_HANDLE_FILE_INFORMATION found;
  if (!::GetFileInformationByHandle(handle, &found)) {
    fail(path.text(), kFailure, lastSystemCode());
  }
  if (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) {
    fail(path.text(), kFailure, "it is a directory");
  }

  const std::uint64_t size = std::uint64_t{found.nFileSizeHigh} << 32 | found.nFileSizeLow;
  if (size == 0) return MappedFile(nullptr, 0);
  if (size > SIZE_MAX) fail(path.text(), kFailure, "it is larger than the address space");
  const HANDLE section = ::CreateFileMappingW(handle, nullptr, PAGE_READONLY, 0, 0, nullptr);
  if (section == nullptr) fail(path.text(), kFailure, lastSystemCode());
  const OwnedHandle owner(win::fromHandle(section));
  const void* const data =
      ::MapViewOfFile(section, FILE_MAP_READ, 0, 0, static_cast<std::size_t>(size));
  if (data == nullptr) fail(path.text(), kFailure, lastSystemCode());
  return MappedFile(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

void MappedFile::Os::unmap(const char* data, std::size_t) noexcept { ::UnmapViewOfFile(data); }

}  // namespace sys
