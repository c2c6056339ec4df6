// unittests/Windows/FaultSample.cpp -- The sample's system calls.
#include <windows.h>

namespace sys::sample {

namespace {

std::intptr_t openFile(const char* path, bool create) {
  wchar_t wide[MAX_PATH];
  if (::MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, MAX_PATH) == 0) return kNone;
  return reinterpret_cast<std::intptr_t>(::CreateFileW(
      wide, create ? GENERIC_WRITE : GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, nullptr,
      create ? CREATE_ALWAYS : OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
}

std::intptr_t readSome(std::intptr_t file, char* into, std::size_t size) {
  DWORD count;
  const BOOL done =
      ::ReadFile(reinterpret_cast<HANDLE>(file), into, static_cast<DWORD>(size), &count, nullptr);
  return done ? static_cast<std::intptr_t>(count) : -1;
}

void closeFile(std::intptr_t file) { ::CloseHandle(reinterpret_cast<HANDLE>(file)); }

}  // namespace

}  // namespace sys::sample
