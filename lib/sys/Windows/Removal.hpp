#pragma once

#include "Windows/OpenFile.hpp"

// How names are removed; files and directories differ only in what is refused.
namespace sys::win {

enum class Removal : unsigned char { Removed, Missing, NotEmpty, WrongKind, Device, Failed };

enum class RemovalKind : unsigned char { File, Directory };

/// Removes the name of an opened thing, at once where the file system can do that, else when the
/// last handle is closed. An error code.
inline DWORD removeOpened(HANDLE file, const std::wstring& name, DWORD attributes) {
  FILE_DISPOSITION_INFO_EX atOnce = {FILE_DISPOSITION_FLAG_DELETE |
                                     FILE_DISPOSITION_FLAG_POSIX_SEMANTICS |
                                     FILE_DISPOSITION_FLAG_IGNORE_READONLY_ATTRIBUTE};
  if (::SetFileInformationByHandle(file, kFileDispositionInfoEx, &atOnce, sizeof atOnce)) {
    return ERROR_SUCCESS;
  }
  const DWORD code = ::GetLastError();
  if (!meansUnknown(code)) return code;

  const bool isReadOnly = (attributes & FILE_ATTRIBUTE_READONLY) != 0;
  if (isReadOnly) ::SetFileAttributesW(name.c_str(), attributes & ~DWORD{FILE_ATTRIBUTE_READONLY});
  FILE_DISPOSITION_INFO onClose = {TRUE};
  if (::SetFileInformationByHandle(file, FileDispositionInfo, &onClose, sizeof onClose)) {
    return ERROR_SUCCESS;
  }
  const DWORD failure = ::GetLastError();
  if (isReadOnly) ::SetFileAttributesW(name.c_str(), attributes);
  return failure;
}

/// One attempt at removing a file (or link) or an empty directory. `code` is what failed.
inline Removal removeOnce(const std::wstring& name, RemovalKind kind, DWORD& code) {
  const OwnedHandle file = openFileOnce(name, DELETE | FILE_READ_ATTRIBUTES, OPEN_EXISTING,
                                        FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT);
  if (!file) {
    code = ::GetLastError();
    return meansMissing(code) ? Removal::Missing : Removal::Failed;
  }
  const HANDLE handle = toHandle(file.get());
  if (::GetFileType(handle) != FILE_TYPE_DISK) return Removal::Device;
  FILE_ATTRIBUTE_TAG_INFO found;
  if (!::GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &found, sizeof found)) {
    code = ::GetLastError();
    return Removal::Failed;
  }
  // A link to a directory, or a junction, counts as a link: it is removed and never followed.
  const bool isDirectory = found.FileAttributes & FILE_ATTRIBUTE_DIRECTORY &&
                           !leadsElsewhere(found.FileAttributes, found.ReparseTag);
  if (isDirectory != (kind == RemovalKind::Directory)) return Removal::WrongKind;

  code = removeOpened(handle, name, found.FileAttributes);
  if (code == ERROR_DIR_NOT_EMPTY) return Removal::NotEmpty;
  return code == ERROR_SUCCESS ? Removal::Removed : Removal::Failed;
}

/// Removes a file (or link) or an empty directory, waiting a little for who has it open.
inline Removal removeName(const std::wstring& name, RemovalKind kind, DWORD& code) {
  Removal result = Removal::Failed;
  retryWhile(mayMeanInUse, [&] {
    code = ERROR_SUCCESS;
    result = removeOnce(name, kind, code);
    return result == Removal::Failed ? code : DWORD{ERROR_SUCCESS};
  });
  return result;
}

}  // namespace sys::win
