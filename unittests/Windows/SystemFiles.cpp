// unittests/Windows/SystemFiles.cpp -- Links and attributes of Windows.
#include <stdexcept>

#include "Windows/Windows.hpp"
#include "sys/File.hpp"

bool makeSymbolicLink(const sys::Path& link, const sys::Path& target) {
  const std::wstring name = sys::win::widenPath(link);
  const std::wstring text = sys::win::widen(target.text());
  const sys::Path full = target.isAbsolute() ? target : link.parent().join(target);
  const DWORD attributes = ::GetFileAttributesW(sys::win::widenPath(full).c_str());
  const bool isDirectory =
      attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  constexpr DWORD kForAnybody = 2;  // SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE
  ::CreateSymbolicLinkW(name.c_str(), text.c_str(), kForAnybody | (isDirectory ? 1u : 0u));
  // Wine 8 claims to have made one.
  return ::GetFileAttributesW(name.c_str()) != INVALID_FILE_ATTRIBUTES;
}

bool makeHardLink(const sys::Path& link, const sys::Path& existing) {
  return ::CreateHardLinkW(sys::win::widenPath(link).c_str(), sys::win::widenPath(existing).c_str(),
                           nullptr) != 0;
}

// Its name says what it is.
void makeProgram(const sys::Path& path) { sys::File::replace(path, ""); }

// What `change` does to the opened file, or a failure of the test.
template <typename Change>
static void changeFile(const sys::Path& path, DWORD access, Change change) {
  const HANDLE file = ::CreateFileW(sys::win::widenPath(path).c_str(), access,
                                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                    OPEN_EXISTING, 0, nullptr);
  const bool done = file != INVALID_HANDLE_VALUE && change(file);
  if (file != INVALID_HANDLE_VALUE) ::CloseHandle(file);
  if (!done) throw std::runtime_error(path.text() + " cannot be changed");
}

void cutOff(const sys::Path& path, unsigned size) {
  FILE_END_OF_FILE_INFO end;
  end.EndOfFile.QuadPart = size;
  changeFile(path, GENERIC_WRITE, [&](HANDLE file) {
    return ::SetFileInformationByHandle(file, FileEndOfFileInfo, &end, sizeof end) != 0;
  });
}

void setModified(const sys::Path& path, sys::FileTime time) {
  constexpr long long kFrom1601To1970 = 116'444'736'000'000'000;
  ULARGE_INTEGER ticks;
  ticks.QuadPart = static_cast<ULONGLONG>(time.time_since_epoch().count() / 100 + kFrom1601To1970);
  const FILETIME at = {ticks.LowPart, ticks.HighPart};
  changeFile(path, FILE_WRITE_ATTRIBUTES,
             [&](HANDLE file) { return ::SetFileTime(file, nullptr, nullptr, &at) != 0; });
}

void makeReadOnly(const sys::Path& path) {
  if (!::SetFileAttributesW(sys::win::widenPath(path).c_str(), FILE_ATTRIBUTE_READONLY)) {
    throw std::runtime_error("the attributes of " + path.text() + " cannot be set");
  }
}

bool isReadOnly(const sys::Path& path) {
  const DWORD attributes = ::GetFileAttributesW(sys::win::widenPath(path).c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_READONLY) != 0;
}

DeviceFile::DeviceFile(const TemporaryTree&) : path_("NUL") {}  // Nobody can remove it.

DeviceFile::~DeviceFile() = default;

std::optional<sys::Path> fileThatClaimsToBeEmpty() { return std::nullopt; }

FileSizeLimit::FileSizeLimit(unsigned) {}

FileSizeLimit::~FileSizeLimit() = default;
