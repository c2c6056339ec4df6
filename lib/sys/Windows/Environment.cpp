// lib/sys/Windows/Environment.cpp -- The system's own block, UTF-16, not the C runtime's copy.
#include "EnvironmentOs.hpp"

#include <algorithm>

#include "Windows/Windows.hpp"

namespace sys {

std::vector<std::string> Environment::Os::entries() {
  struct Block {
    wchar_t* text = ::GetEnvironmentStringsW();
    Block() = default;
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;
    ~Block() {
      if (text != nullptr) ::FreeEnvironmentStringsW(text);
    }
  } block;
  if (block.text == nullptr) {
    fail("", "cannot read the environment variables", lastSystemCode());
  }
  std::vector<std::string> entries;
  for (const wchar_t* at = block.text; *at != L'\0';) {
    const std::wstring_view entry(at);
    entries.push_back(win::narrow(entry));
    at += entry.size() + 1;
  }
  return entries;
}

bool Environment::Os::isProgram(const Path& path) {
  const DWORD attributes = ::GetFileAttributesW(win::widenPath(path).c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

std::vector<std::string> Environment::Os::programExtensions(const Environment& environment) {
  std::string list = environment.find("PATHEXT").value_or("");
  if (list.empty()) list = ".COM;.EXE;.BAT;.CMD";
  std::vector<std::string> extensions;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(';', begin), list.size());
    if (end > begin && list[begin] == '.') extensions.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return extensions;
}

}  // namespace sys
