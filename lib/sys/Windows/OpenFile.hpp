#pragma once

#include <cstdint>

#include "Handle.hpp"
#include "Windows/Windows.hpp"
#include "sys/FileStatus.hpp"

// What the units that open files by name share.
//
// Quirks. Scanners and indexers hold a file open for moments after it was written, without the
// permission for others to delete it: what fails for that is tried again, within bounds. A file
// that was deleted while somebody holds it open keeps its name until then, and every opening is
// denied; only the kernel's own status says that this is why.
namespace sys::win {

// By number: the headers of mingw hide the names (they compare _WIN32_WINNT with a value for
// NTDDI_VERSION).
inline constexpr auto kFileDispositionInfoEx = static_cast<FILE_INFO_BY_HANDLE_CLASS>(21);
inline constexpr auto kFileRenameInfoEx = static_cast<FILE_INFO_BY_HANDLE_CLASS>(22);

/// Whether the error says that somebody else has the file open, and does not share it.
inline bool meansInUse(DWORD code) {
  return code == ERROR_SHARING_VIOLATION || code == ERROR_LOCK_VIOLATION;
}

/// The same for what renames or deletes: there it may also look like a lack of permission.
inline bool mayMeanInUse(DWORD code) {
  return meansInUse(code) || code == ERROR_ACCESS_DENIED || code == ERROR_USER_MAPPED_FILE;
}

/// Calls `attempt`, which gives an error code, until that is none of those that pass by themselves,
/// or about 0.6 seconds have gone by. The attempts stay frequent to the end: against somebody who
/// opens the file again and again only their number helps.
template <typename Passes, typename Attempt>
DWORD retryWhile(Passes&& passes, Attempt&& attempt) {
  constexpr int kRetries = 60;
  constexpr DWORD kPause = 10;
  DWORD code = attempt();
  for (int retry = 0; retry < kRetries && passes(code); ++retry) {
    ::Sleep(retry == 0 ? 0 : kPause);
    code = attempt();
  }
  return code;
}

/// Whether the thread's last error, which is `code`, stands for a file that was deleted and keeps
/// its name until the last who has it open closes it.
inline bool meansGoing(DWORD code) {
  constexpr std::int32_t kDeletePending = static_cast<std::int32_t>(0xC0000056);
  using LastStatus = std::int32_t(WINAPI*)();
  if (code != ERROR_ACCESS_DENIED) return false;
  static const auto lastStatus = reinterpret_cast<LastStatus>(reinterpret_cast<void*>(
      ::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "RtlGetLastNtStatus")));
  return lastStatus != nullptr && lastStatus() == kDeletePending;
}

/// Whether the thread's last error, which is `code`, says that nothing has this name.
inline bool meansMissing(DWORD code) {
  switch (code) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_DIRECTORY:
    case ERROR_INVALID_DRIVE:
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
      return true;
    default:
      return meansGoing(code);
  }
}

/// Opens for others to do with it what they like, at once or not at all. Not inherited. Nothing,
/// and the last error, on failure.
inline OwnedHandle openFileOnce(const std::wstring& name, DWORD access, DWORD disposition,
                                DWORD flags) {
  return OwnedHandle(fromHandle(
      ::CreateFileW(name.c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                    nullptr, disposition, flags, nullptr)));
}

/// The same, waiting a little for who does not share it, and before creating for what goes.
inline OwnedHandle openFile(const std::wstring& name, DWORD access, DWORD disposition,
                            DWORD flags) {
  OwnedHandle file;
  const auto passes = [&](DWORD code) {
    return meansInUse(code) || (disposition != OPEN_EXISTING && meansGoing(code));
  };
  retryWhile(passes, [&]() -> DWORD {
    file = openFileOnce(name, access, disposition, flags);
    return file ? ERROR_SUCCESS : ::GetLastError();
  });
  return file;
}

/// Throws what kept `path` from being opened.
[[noreturn]] inline void failToOpen(const Path& path, std::string_view what, DWORD code) {
  if (code == ERROR_ACCESS_DENIED) {
    const std::optional<FileStatus> status = FileStatus::of(path);
    if (status && status->isDirectory()) fail(path.text(), what, "it is a directory");
  }
  fail(path.text(), what, code);
}

/// Whether the error says that the file system does not know what it was asked for (Windows before
/// 10, FAT, Wine).
inline bool meansUnknown(DWORD code) {
  return code == ERROR_INVALID_PARAMETER || code == ERROR_INVALID_FUNCTION ||
         code == ERROR_NOT_SUPPORTED;
}

/// Whether an opened thing has a name that leads elsewhere: a symbolic link or a junction.
inline bool leadsElsewhere(DWORD attributes, DWORD tag) {
  return (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 && IsReparseTagNameSurrogate(tag);
}

}  // namespace sys::win
