// lib/sys/Windows/Directory.cpp -- A listing comes with the attributes of each name.
#include "DirectoryOs.hpp"
#include "Windows/OpenFile.hpp"
#include "Windows/Removal.hpp"

namespace sys {

Directory::Os::Made Directory::Os::make(const Path& path) {
  if (::CreateDirectoryW(win::widenPath(path).c_str(), nullptr)) return Made::Created;
  const DWORD code = ::GetLastError();
  if (win::meansMissing(code)) return Made::NoParent;
  // Whatever the reason, a directory is there already: a drive's root is denied, not found to
  // exist.
  const std::optional<FileStatus> status = FileStatus::of(path);
  if (status && status->isDirectory()) return Made::Existed;
  if (code == ERROR_ALREADY_EXISTS) {
    fail(path.text(), "cannot be created as a directory", "it exists and is something else");
  }
  fail(path.text(), "cannot be created", code);
}

static FileType directoryEntryType(const WIN32_FIND_DATAW& found) {
  if (win::leadsElsewhere(found.dwFileAttributes, found.dwReserved0)) return FileType::Symlink;
  if (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) return FileType::Directory;
  return found.dwFileAttributes & FILE_ATTRIBUTE_DEVICE ? FileType::Other : FileType::Regular;
}

// What FindFirstFileExW opened, closed in the end.
class DirectorySearch {
public:
  explicit DirectorySearch(HANDLE search) : search_(search) {}
  DirectorySearch(const DirectorySearch&) = delete;
  DirectorySearch& operator=(const DirectorySearch&) = delete;
  ~DirectorySearch() {
    if (search_ != INVALID_HANDLE_VALUE) ::FindClose(search_);
  }

  HANDLE get() const { return search_; }
  explicit operator bool() const { return search_ != INVALID_HANDLE_VALUE; }

private:
  HANDLE search_;
};

std::optional<std::vector<DirectoryEntry>> Directory::Os::list(const Path& path) {
  constexpr const char* kFailure = "cannot be listed";
  if (path.text().empty()) return std::nullopt;  // With the `*` it would be the current one.
  std::vector<DirectoryEntry> entries;
  WIN32_FIND_DATAW found;
  // Without the short names, and in large pieces.
  const DirectorySearch search(::FindFirstFileExW(win::widenPath(path.join("*")).c_str(),
                                                  FindExInfoBasic, &found, FindExSearchNameMatch,
                                                  nullptr, FIND_FIRST_EX_LARGE_FETCH));
  if (!search) {
    const DWORD code = ::GetLastError();
    const std::optional<FileStatus> status = FileStatus::of(path);
    if (!status) return std::nullopt;
    if (!status->isDirectory()) fail(path.text(), kFailure, "it is not a directory");
    // The root of a drive has not even `.` and `..` in it.
    if (code == ERROR_FILE_NOT_FOUND) return entries;
    fail(path.text(), kFailure, code);
  }
  do {
    std::string name = win::narrow(found.cFileName);
    if (name == "." || name == "..") continue;
    entries.push_back({std::move(name), directoryEntryType(found)});
  } while (::FindNextFileW(search.get(), &found));
  if (::GetLastError() != ERROR_NO_MORE_FILES) fail(path.text(), kFailure, lastSystemCode());
  return entries;
}

bool Directory::Os::remove(const Path& path) {
  DWORD code;
  switch (win::removeName(win::widenPath(path), win::RemovalKind::Directory, code)) {
    case win::Removal::Removed:
      return true;
    case win::Removal::Missing:
    case win::Removal::NotEmpty:
      return false;
    case win::Removal::WrongKind:
    case win::Removal::Device:
      fail(path.text(), "cannot be removed", "it is not a directory");
    default:
      fail(path.text(), "cannot be removed", code);
  }
}

Path Directory::Os::current() {
  std::wstring text(MAX_PATH, L'\0');
  for (;;) {
    const DWORD length = ::GetCurrentDirectoryW(static_cast<DWORD>(text.size()), text.data());
    if (length == 0) fail("the current directory", "cannot be told", lastSystemCode());
    const bool fits = length < text.size();
    text.resize(length);
    if (fits) return Path(win::narrow(text));
  }
}

void Directory::Os::enter(const Path& path) {
  if (!::SetCurrentDirectoryW(win::widenPath(path).c_str())) {
    fail(path.text(), "cannot be made the current directory", lastSystemCode());
  }
}

}  // namespace sys
