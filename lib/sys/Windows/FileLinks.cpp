// lib/sys/Windows/FileLinks.cpp -- Where a symbolic link leads, whether that exists or not.
#include <cstring>
#include <vector>

#include "FileOs.hpp"
#include "Windows/OpenFile.hpp"
// Needs windows.h.
#include <winioctl.h>

namespace sys {

namespace {

// What FSCTL_GET_REPARSE_POINT gives for a symbolic link; the headers for drivers alone have it.
struct LinkContent {
  ULONG tag;
  USHORT length;
  USHORT reserved;
  USHORT targetOffset;  // From the end of this structure, in bytes, as the others.
  USHORT targetLength;
  USHORT shownOffset;
  USHORT shownLength;
  ULONG flags;
};

}  // namespace

// The target in the words of Windows: the kernel's `\??\C:\x` and `\??\UNC\server` lose their
// prefix.
static std::wstring fileLinkTarget(const std::vector<char>& content) {
  LinkContent link;
  std::memcpy(&link, content.data(), sizeof link);
  const std::size_t start = sizeof link + link.targetOffset;
  if (start + link.targetLength > content.size()) return {};
  std::wstring target(link.targetLength / sizeof(wchar_t), L'\0');
  std::memcpy(target.data(), content.data() + start, target.size() * sizeof(wchar_t));
  if (target.starts_with(L"\\??\\UNC\\")) return L"\\" + target.substr(7);
  if (target.starts_with(L"\\??\\")) return target.substr(4);
  return target;
}

Path File::Os::follow(const Path& path) {
  constexpr int kMostLinks = 63;  // Where Windows gives up, too.
  Path at = path;
  for (int links = 0; links < kMostLinks; ++links) {
    const std::wstring name = win::widenPath(at);
    const DWORD attributes = ::GetFileAttributesW(name.c_str());
    const bool mayBeLink =
        attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
    if (!mayBeLink) return at;

    const OwnedHandle link =
        win::openFileOnce(name, FILE_READ_ATTRIBUTES, OPEN_EXISTING,
                          FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS);
    std::vector<char> content(MAXIMUM_REPARSE_DATA_BUFFER_SIZE);
    DWORD length = 0;
    if (!link ||
        !::DeviceIoControl(win::toHandle(link.get()), FSCTL_GET_REPARSE_POINT, nullptr, 0,
                           content.data(), static_cast<DWORD>(content.size()), &length, nullptr)) {
      fail(path.text(), "cannot be written", lastSystemCode());
    }
    content.resize(length);
    ULONG tag = 0;
    if (length >= sizeof(LinkContent)) std::memcpy(&tag, content.data(), sizeof tag);
    if (tag != IO_REPARSE_TAG_SYMLINK) return at;
    at = at.parent().join(win::narrow(fileLinkTarget(content)));
  }
  fail(path.text(), "cannot be written", "it leads through too many symbolic links");
}

}  // namespace sys
