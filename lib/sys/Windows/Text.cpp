// lib/sys/Windows/Text.cpp -- wchar_t is UTF-16 here, and a long path needs its prefix.
#include <optional>

#include "Windows/Windows.hpp"
#include "Wtf8.hpp"

namespace sys::win {

static_assert(sizeof(wchar_t) == sizeof(char16_t));

namespace {

// CreateDirectoryW refuses from here on (MAX_PATH less an 8.3 name), the others from MAX_PATH.
constexpr std::size_t kLongPath = MAX_PATH - 12;

// How long `path` may be at most once Windows has made it absolute.
std::size_t longest(const std::wstring& path) {
  const auto separates = [&](std::size_t at) {
    return at < path.size() && (path[at] == L'\\' || path[at] == L'/');
  };
  if (separates(0) && separates(1)) return path.size();
  if (path.size() >= 2 && path[1] == L':') {
    // Each drive has a current directory, whose length is not worth asking for.
    return separates(2) ? path.size() : kLongPath;
  }
  return path.size() + ::GetCurrentDirectoryW(0, nullptr);
}

}  // namespace

std::wstring widen(std::string_view text) {
  const std::optional<std::u16string> units = wtf8::toUtf16(text);
  if (units) return {units->begin(), units->end()};

  const std::size_t bad = wtf8::firstIllFormed(text);
  const unsigned byte = static_cast<unsigned char>(text[bad]);
  const char shown[] = {'\\', 'x', "0123456789ABCDEF"[byte >> 4], "0123456789ABCDEF"[byte & 15],
                        '\0'};
  fail(std::string(text.substr(0, bad)) + shown + "...", "cannot be given to Windows",
       "the byte shown last is not UTF-8");
}

std::string narrow(std::wstring_view text) {
  return wtf8::fromUtf16(std::u16string(text.begin(), text.end()));
}

std::wstring fullPath(const Path& path) {
  const std::wstring wide = widen(path.text());
  std::wstring full(wide.size() + MAX_PATH, L'\0');
  for (;;) {
    const DWORD length =
        ::GetFullPathNameW(wide.c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr);
    if (length == 0) fail(path.text(), "cannot be made absolute", lastSystemCode());
    const bool fits = length < full.size();
    full.resize(length);
    if (fits) return full;
  }
}

std::wstring widenPath(const Path& path) {
  std::wstring wide = widen(path.text());
  if (wide.empty() || longest(wide) < kLongPath) return wide;
  // Already in the form that Windows takes literally and at any length.
  if (wide.starts_with(LR"(\\?\)")) return wide;

  std::wstring full = fullPath(path);
  if (full.size() < kLongPath || full.starts_with(LR"(\\?\)") || full.starts_with(LR"(\\.\)")) {
    return full;
  }
  if (full.starts_with(LR"(\\)")) return LR"(\\?\UNC\)" + full.substr(2);
  return LR"(\\?\)" + full;
}

}  // namespace sys::win
