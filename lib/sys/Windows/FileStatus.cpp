// lib/sys/Windows/FileStatus.cpp -- Only an opened file tells which one it is.
//
// Quirks. To ask for attributes alone conflicts with nobody's sharing, but for the paging file's;
// for that, and where the file itself is closed to us, its directory knows all but the identity. An
// application's alias is a reparse point that cannot be followed, and leads nowhere.
#include "FileStatusOs.hpp"
#include "Windows/OpenFile.hpp"

namespace sys {

static FileTime fileStatusTime(FILETIME time) {
  constexpr std::int64_t kPerSecond = 10'000'000;
  constexpr std::int64_t kSecondsBefore1970 = 11'644'473'600;  // Counted from 1601.
  const auto ticks =
      static_cast<std::int64_t>(std::uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime);
  return fileTime(ticks / kPerSecond - kSecondsBefore1970, ticks % kPerSecond * 100);
}

static FileType fileStatusType(DWORD attributes, DWORD tag) {
  if (win::leadsElsewhere(attributes, tag)) return FileType::Symlink;
  return attributes & FILE_ATTRIBUTE_DIRECTORY ? FileType::Directory : FileType::Regular;
}

static OwnedHandle fileStatusOpen(const std::wstring& name, DWORD flags) {
  return win::openFileOnce(name, FILE_READ_ATTRIBUTES, OPEN_EXISTING,
                           FILE_FLAG_BACKUP_SEMANTICS | flags);
}

std::optional<FileStatus> FileStatus::Os::look(const Path& path, bool follow) {
  constexpr const char* kFailure = "cannot be looked at";
  const std::wstring name = win::widenPath(path);
  FileStatus status;
  const auto fill = [&](const auto& found, DWORD tag) {
    status.type_ = fileStatusType(found.dwFileAttributes, tag);
    status.modified_ = fileStatusTime(found.ftLastWriteTime);
    if (!status.isRegular()) return;
    status.size_ = std::uint64_t{found.nFileSizeHigh} << 32 | found.nFileSizeLow;
  };

  OwnedHandle file = fileStatusOpen(name, follow ? 0 : FILE_FLAG_OPEN_REPARSE_POINT);
  if (!file && follow && ::GetLastError() == ERROR_CANT_ACCESS_FILE) {
    file = fileStatusOpen(name, FILE_FLAG_OPEN_REPARSE_POINT);
  }
  if (!file) {
    const DWORD code = ::GetLastError();
    if (win::meansMissing(code)) return std::nullopt;
    if (code != ERROR_ACCESS_DENIED && code != ERROR_SHARING_VIOLATION) {
      fail(path.text(), kFailure, code);
    }
    WIN32_FIND_DATAW found;
    if (name.find_first_of(L"*?", name.starts_with(L"\\\\?\\") ? 4 : 0) != name.npos) return status;
    const HANDLE search = ::FindFirstFileW(name.c_str(), &found);
    if (search == INVALID_HANDLE_VALUE) return status;
    ::FindClose(search);
    // What a link leads to is hidden even where the link is not.
    const bool isLink = win::leadsElsewhere(found.dwFileAttributes, found.dwReserved0);
    if (!follow || !isLink) fill(found, found.dwReserved0);
    return status;
  }

  const HANDLE handle = win::toHandle(file.get());
  if (::GetFileType(handle) != FILE_TYPE_DISK) {
    status.type_ = FileType::Other;
    return status;
  }
  BY_HANDLE_FILE_INFORMATION found;
  if (!::GetFileInformationByHandle(handle, &found)) {
    fail(path.text(), kFailure, lastSystemCode());
  }
  FILE_ATTRIBUTE_TAG_INFO tag = {};
  if (found.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT && !follow) {
    ::GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &tag, sizeof tag);
  }
  fill(found, tag.ReparseTag);
  status.identity_ = {found.dwVolumeSerialNumber,
                      std::uint64_t{found.nFileIndexHigh} << 32 | found.nFileIndexLow};
  return status;
}

}  // namespace sys
