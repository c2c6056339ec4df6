// lib/sys/Windows/File.cpp -- A name can be given to another file in one step, if nobody minds.
//
// Quirks. Only the renaming of Windows 10 on NTFS replaces a file that others have open or that is
// read-only; elsewhere (and under Wine) MoveFileExW does what it can. Opening a directory is denied
// as if for lack of permission. A handle that may append but not write appends in one step,
// wherever the end is then.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "FileOs.hpp"
#include "Windows/OpenFile.hpp"
#include "Windows/Removal.hpp"
#include "sys/FileStatus.hpp"

namespace sys {

native::Handle File::Os::openToRead(const Path& path) {
  OwnedHandle file =
      win::openFile(win::widenPath(path), GENERIC_READ, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN);
  if (!file) {
    const DWORD code = ::GetLastError();
    if (win::meansMissing(code)) return native::kNoHandle;
    win::failToOpen(path, "cannot be read", code);
  }
  return file.release();
}

std::uint64_t File::Os::claimedSize(native::Handle file) {
  LARGE_INTEGER size;
  if (::GetFileType(win::toHandle(file)) != FILE_TYPE_DISK) return 0;
  if (!::GetFileSizeEx(win::toHandle(file), &size)) return 0;
  return static_cast<std::uint64_t>(size.QuadPart);
}

std::size_t File::Os::readSome(native::Handle file, char* into, std::size_t capacity,
                               const Path& path) {
  DWORD got = 0;
  if (!::ReadFile(win::toHandle(file), into, static_cast<DWORD>(capacity), &got, nullptr)) {
    const DWORD code = ::GetLastError();
    if (code == ERROR_HANDLE_EOF || code == ERROR_BROKEN_PIPE) return 0;
    fail(path.text(), "cannot be read", code);
  }
  return got;
}

native::Handle File::Os::openToAppend(const Path& path) {
  OwnedHandle file =
      win::openFile(win::widenPath(path), FILE_APPEND_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE,
                    OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL);
  if (!file) win::failToOpen(path, "cannot be opened for appending", ::GetLastError());
  return file.release();
}

native::Handle File::Os::takePassed(std::uint64_t number) noexcept {
  const auto handle = reinterpret_cast<HANDLE>(static_cast<std::uintptr_t>(number));
  constexpr DWORD kStandard[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
  const bool isStandard =
      std::ranges::any_of(kStandard, [&](DWORD which) { return ::GetStdHandle(which) == handle; });
  // These name this process and this thread themselves.
  const bool isPseudo = static_cast<std::int64_t>(number) < 0 || number > UINT32_MAX;
  if (number == 0 || isPseudo || isStandard) return native::kNoHandle;
  if (!::SetHandleInformation(handle, HANDLE_FLAG_INHERIT, 0)) return native::kNoHandle;
  return win::fromHandle(handle);
}

std::size_t File::Os::writeSome(native::Handle file, std::string_view bytes, const Path& path) {
  DWORD put = 0;
  if (!::WriteFile(win::toHandle(file), bytes.data(), static_cast<DWORD>(bytes.size()), &put,
                   nullptr)) {
    fail(path.text(), "cannot be written", lastSystemCode());
  }
  if (put == 0) fail(path.text(), "cannot be written", "the system takes no more");
  return put;
}

void File::Os::sync(native::Handle file, const Path& path) {
  if (!::FlushFileBuffers(win::toHandle(file))) {
    fail(path.text(), "cannot be made durable", lastSystemCode());
  }
}

void File::Os::close(native::Handle file, const Path& path) {
  if (!::CloseHandle(win::toHandle(file))) {
    fail(path.text(), "may have lost what was written", lastSystemCode());
  }
}

// What of a file's attributes a replacement keeps.
static constexpr DWORD kFileAttributesKept = FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN |
                                             FILE_ATTRIBUTE_SYSTEM |
                                             FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;

native::Handle File::Os::createTemporary(Replacement& replacement) {
  const Path& path = replacement.path;
  const std::optional<FileStatus> old = FileStatus::of(replacement.target);
  if (old && old->isDirectory()) fail(path.text(), "cannot be written", "it is a directory");
  if (old && !old->isRegular()) {
    fail(path.text(), "cannot be replaced", "it is not a regular file");
  }

  replacement.spelled = win::widenPath(replacement.temporary);
  OwnedHandle file =
      win::openFile(replacement.spelled, GENERIC_WRITE | DELETE, CREATE_NEW, FILE_ATTRIBUTE_NORMAL);
  if (file) return file.release();
  const DWORD code = ::GetLastError();
  if (code == ERROR_FILE_EXISTS || code == ERROR_ALREADY_EXISTS) return native::kNoHandle;
  if (win::meansMissing(code)) {
    fail(path.text(), "cannot be written", "its directory does not exist", "Create that first.");
  }
  fail(path.text(), "cannot be written", code);
}

// Renames an open file in one step, also onto one that is open, mapped or read-only. An error code.
static DWORD fileRenameOpened(HANDLE file, const std::wstring& target) {
  constexpr DWORD kIgnoreReadOnly = 0x40;  // FILE_RENAME_IGNORE_READONLY_ATTRIBUTE
  constexpr DWORD kFlags =
      FILE_RENAME_FLAG_REPLACE_IF_EXISTS | FILE_RENAME_FLAG_POSIX_SEMANTICS | kIgnoreReadOnly;
  struct Rename {  // FILE_RENAME_INFO, which headers for older systems have without the flags.
    DWORD flags;
    HANDLE directory;
    DWORD bytes;
    WCHAR name[1];
  };
  const std::size_t bytes = target.size() * sizeof(WCHAR);
  std::vector<std::uint64_t> room((sizeof(Rename) + bytes) / sizeof(std::uint64_t) + 1);
  auto* const request = new (room.data()) Rename{kFlags, nullptr, static_cast<DWORD>(bytes), {}};
  target.copy(request->name, target.size());
  return ::SetFileInformationByHandle(file, win::kFileRenameInfoEx, request,
                                      static_cast<DWORD>(sizeof(Rename) + bytes))
             ? DWORD{ERROR_SUCCESS}
             : ::GetLastError();
}

// What there was before: a file that is read-only must be made writable first.
static DWORD fileRenameClosed(const std::wstring& temporary, const std::wstring& target,
                              DWORD attributes) {
  const bool isReadOnly =
      attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_READONLY) != 0;
  if (isReadOnly)
    ::SetFileAttributesW(target.c_str(), attributes & ~DWORD{FILE_ATTRIBUTE_READONLY});
  if (::MoveFileExW(temporary.c_str(), target.c_str(),
                    MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)) {
    return ERROR_SUCCESS;
  }
  const DWORD code = ::GetLastError();
  if (isReadOnly) ::SetFileAttributesW(target.c_str(), attributes);
  return code;
}

void File::Os::putInPlace(native::Handle temporary, const Replacement& replacement) {
  const Path& path = replacement.path;
  OwnedHandle file(temporary);
  const HANDLE handle = win::toHandle(temporary);
  const std::wstring& from = replacement.spelled;
  const std::wstring to = win::widenPath(replacement.target);
  if (replacement.isDurable) sync(temporary, path);

  const DWORD attributes = ::GetFileAttributesW(to.c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) {
    const DWORD code = ::GetLastError();
    if (!win::meansMissing(code)) fail(path.text(), "cannot keep its mode", code);
  } else if ((attributes & kFileAttributesKept) != 0) {
    FILE_BASIC_INFO basic = {};  // Times of 0 are left as they are.
    basic.FileAttributes = attributes & kFileAttributesKept;
    if (!::SetFileInformationByHandle(handle, FileBasicInfo, &basic, sizeof basic)) {
      fail(path.text(), "cannot keep its mode", lastSystemCode());
    }
  }

  DWORD code = win::retryWhile(win::mayMeanInUse, [&] { return fileRenameOpened(handle, to); });
  if (win::meansUnknown(code)) {
    file.reset();
    code =
        win::retryWhile(win::mayMeanInUse, [&] { return fileRenameClosed(from, to, attributes); });
  }
  if (code != ERROR_SUCCESS) fail(path.text(), "cannot be replaced", code);
  // The flush of a file takes the journal along up to its renaming.
  if (file && replacement.isDurable) sync(file.get(), path);
}

void File::Os::discard(const Replacement& replacement) noexcept {
  DWORD code;
  win::removeName(replacement.spelled, win::RemovalKind::File, code);
}

bool File::Os::remove(const Path& path) {
  DWORD code;
  switch (win::removeName(win::widenPath(path), win::RemovalKind::File, code)) {
    case win::Removal::Removed:
      return true;
    case win::Removal::Missing:
      return false;
    case win::Removal::WrongKind:
      fail(path.text(), "cannot be removed", "it is a directory");
    case win::Removal::Device:
      fail(path.text(), "cannot be removed", "it is a device");
    default:
      fail(path.text(), "cannot be removed", code);
  }
}

}  // namespace sys

#include "platform/FileLinks.cpp"
