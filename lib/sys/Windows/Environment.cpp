// lib/sys/Windows/Environment.cpp -- The variables are one block of UTF-16, and every file may be
// executed.
#include "EnvironmentOs.hpp"

#include <cwchar>
#include <memory>

#include "EnvironmentText.hpp"
#include "Windows/Windows.hpp"

namespace sys {

std::vector<std::string> Environment::Os::entries() {
  const auto release = [](wchar_t* block) { ::FreeEnvironmentStringsW(block); };
  const std::unique_ptr<wchar_t, decltype(release)> block(::GetEnvironmentStringsW(), release);
  if (!block) fail("", "cannot read the variables of this process", lastSystemCode());
  const wchar_t* end = block.get();
  while (*end != L'\0') end += std::wcslen(end) + 1;
  return variables::entriesOf(win::narrow({block.get(), end}));
}

std::optional<std::string> Environment::Os::find(std::string_view name) {
  for (const std::string& entry : entries()) {
    if (isNamed(entry, name)) return entry.substr(name.size() + 1);
  }
  return std::nullopt;
}

Path Environment::Os::absolute(const Path& path) { return Path(win::narrow(win::fullPath(path))); }

bool Environment::Os::isProgram(const Path& path) {
  const DWORD attributes = ::GetFileAttributesW(win::widenPath(path).c_str());
  return attributes != INVALID_FILE_ATTRIBUTES &&
         (attributes & (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_DEVICE)) == 0;
}

}  // namespace sys
