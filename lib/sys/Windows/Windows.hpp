#pragma once

// The one place that includes <windows.h>.
#ifndef NOMINMAX
#define NOMINMAX
#endif
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00
#endif
// winsock2.h comes before windows.h.
#include <winsock2.h>

#include <windows.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "Error.hpp"
#include "sys/Clock.hpp"
#include "sys/Native.hpp"
#include "sys/Path.hpp"

// What all Windows units share.
namespace sys::win {

static_assert(sizeof(HANDLE) == sizeof(native::Handle));
static_assert(sizeof(DWORD) == sizeof(native::ProcessId));

inline HANDLE toHandle(native::Handle handle) { return reinterpret_cast<HANDLE>(handle); }
inline native::Handle fromHandle(HANDLE handle) { return reinterpret_cast<native::Handle>(handle); }

/// UTF-8 to UTF-16; WTF-8's encoded surrogates become the lone surrogates they stand for, other
/// ill-formed bytes throw.
std::wstring widen(std::string_view text);

/// UTF-16 to UTF-8; lone surrogates become WTF-8.
std::string narrow(std::wstring_view text);

/// The absolute path that Windows itself makes of it: `.`, `..`, slashes and trailing dots are
/// gone.
std::wstring fullPath(const Path& path);

/// The path as the wide-character functions take it, of any length: long ones are made absolute and
/// prefixed.
std::wstring widenPath(const Path& path);

/// How long a system call may wait: whole milliseconds, rounded up, so that it never returns early
/// for good.
inline DWORD millisecondsUntil(Deadline deadline) {
  if (deadline == kForever) return INFINITE;
  const Deadline now = std::chrono::steady_clock::now();
  if (deadline <= now) return 0;
  const long long left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now).count();
  return static_cast<DWORD>(std::min<long long>(left, INFINITE - 1));
}

}  // namespace sys::win
