// unittests/Windows/Residue.cpp -- Handles are small multiples of four.
#include "Windows/Windows.hpp"

namespace sys::residue {

namespace {

constexpr DWORD kStreams[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};

HANDLE toHandle(std::int64_t number) {
  return reinterpret_cast<HANDLE>(static_cast<std::intptr_t>(number));
}

std::wstring wide(const std::string& text) {
  const int size = static_cast<int>(text.size());
  std::wstring result(text.size(), L'\0');
  const int length = ::MultiByteToWideChar(CP_UTF8, 0, text.data(), size, result.data(), size);
  result.resize(static_cast<std::size_t>(length));
  return result;
}

std::string narrow(const wchar_t* text) {
  char buffer[4 * MAX_PATH];
  const int length =
      ::WideCharToMultiByte(CP_UTF8, 0, text, -1, buffer, sizeof buffer, nullptr, nullptr);
  return length > 0 ? std::string(buffer, static_cast<std::size_t>(length - 1)) : "?";
}

}  // namespace

// "Event", "Semaphore" ..., as the system calls it.
static std::string typeOf(HANDLE handle) {
  struct Answer {
    USHORT size;
    USHORT capacity;
    const wchar_t* text;
    wchar_t room[256];
  } answer{};
  constexpr int kTypeInformation = 2;
  using Query = LONG(WINAPI*)(HANDLE, int, void*, ULONG, ULONG*);
  static const auto query = reinterpret_cast<Query>(
      reinterpret_cast<void*>(::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "NtQueryObject")));
  if (query(handle, kTypeInformation, &answer, sizeof answer, nullptr) < 0) return "unknown";
  return narrow(answer.text);
}

std::string describeHandle(std::int64_t handle) {
  std::string kind = "of the type " + typeOf(toHandle(handle));
  switch (::GetFileType(toHandle(handle))) {
    case FILE_TYPE_DISK:
      kind = "a file";
      break;
    case FILE_TYPE_PIPE:
      kind = "a pipe or socket";
      break;
    case FILE_TYPE_CHAR:
      kind = "a device";
      break;
    default:
      if (::GetProcessId(toHandle(handle)) != 0) kind = "a process";
      if (::GetThreadId(toHandle(handle)) != 0) kind = "a thread";
  }
  return "handle " + std::to_string(handle) + " (" + kind + ")";
}

// Events are what Wine's threads wait with for sockets, and mingw's mutexes once two threads want
// one: made when first needed, and kept. The library makes none.
bool staysForGood(std::int64_t handle) { return typeOf(toHandle(handle)) == "Event"; }

// The first exception makes two semaphores in mingw's threads. The thread of the system that waits
// for ends of children has an event, which under Wine goes with it after 5 seconds without a wait:
// one that never ends keeps both.
void makeWhatStays() {
  static const bool once = [] {
    try {
      throw std::string("the first");
    } catch (const std::string&) {
    }
    HANDLE wait = nullptr;
    return ::RegisterWaitForSingleObject(
               &wait, ::CreateEventW(nullptr, TRUE, FALSE, nullptr), [](void*, BOOLEAN) {}, nullptr,
               INFINITE, WT_EXECUTEINWAITTHREAD | WT_EXECUTEONLYONCE) != 0;
  }();
  if (!once) say("the pool of waiting threads cannot be kept\n");
}

void emptyDirectory(const std::string& directory) {
  ::CreateDirectoryW(wide(directory).c_str(), nullptr);
  for (const std::string& name : filesIn(directory)) {
    const std::string path = directory + "\\" + name;
    ::SetFileAttributesW(wide(path).c_str(), FILE_ATTRIBUTE_NORMAL);
    if (::DeleteFileW(wide(path).c_str()) == 0) removeDirectory(path);
  }
}

void removeDirectory(const std::string& directory) {
  emptyDirectory(directory);
  ::RemoveDirectoryW(wide(directory).c_str());
}

void writeFile(const std::string& path, std::string_view content) {
  HANDLE file = ::CreateFileW(wide(path).c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS,
                              FILE_ATTRIBUTE_NORMAL, nullptr);
  DWORD written;
  if (::WriteFile(file, content.data(), static_cast<DWORD>(content.size()), &written, nullptr) ==
      0) {
    say("a test's file cannot be written: " + path + "\n");
  }
  ::CloseHandle(file);
}

std::string readFile(const std::string& path) {
  HANDLE file = ::CreateFileW(wide(path).c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr,
                              OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) return "";
  std::string content(65536, '\0');
  DWORD size = 0;
  ::ReadFile(file, content.data(), static_cast<DWORD>(content.size()), &size, nullptr);
  ::CloseHandle(file);
  content.resize(size);
  return content;
}

void removeFile(const std::string& path) { ::DeleteFileW(wide(path).c_str()); }

std::vector<std::string> filesIn(const std::string& directory) {
  std::vector<std::string> names;
  WIN32_FIND_DATAW entry;
  HANDLE search = ::FindFirstFileW(wide(directory + "\\*").c_str(), &entry);
  if (search == INVALID_HANDLE_VALUE) return names;
  do {
    const std::string name = narrow(entry.cFileName);
    if (name != "." && name != "..") names.push_back(name);
  } while (::FindNextFileW(search, &entry) != 0);
  ::FindClose(search);
  return names;
}

void say(std::string_view text) noexcept {
  DWORD written;
  ::WriteFile(::GetStdHandle(STD_ERROR_HANDLE), text.data(), static_cast<DWORD>(text.size()),
              &written, nullptr);
}

std::uint64_t processNumber() { return ::GetCurrentProcessId(); }

OutputInFile::OutputInFile(const std::string& path)
    : before_(reinterpret_cast<std::intptr_t>(::GetStdHandle(STD_OUTPUT_HANDLE))),
      file_(reinterpret_cast<std::intptr_t>(::CreateFileW(wide(path).c_str(), FILE_APPEND_DATA,
                                                          FILE_SHARE_READ, nullptr, OPEN_ALWAYS,
                                                          FILE_ATTRIBUTE_NORMAL, nullptr))) {
  ::SetStdHandle(STD_OUTPUT_HANDLE, toHandle(file_));
}

OutputInFile::~OutputInFile() {
  ::SetStdHandle(STD_OUTPUT_HANDLE, toHandle(before_));
  ::CloseHandle(toHandle(file_));
}

InputClosed::InputClosed() {
  for (int i = 0; i < 3; ++i) {
    before_[i] = reinterpret_cast<std::intptr_t>(::GetStdHandle(kStreams[i]));
  }
  ::SetStdHandle(STD_INPUT_HANDLE, nullptr);
}

InputClosed::~InputClosed() {
  for (int i = 0; i < 3; ++i) {
    HANDLE now = ::GetStdHandle(kStreams[i]);
    if (now != nullptr && now != toHandle(before_[i])) ::CloseHandle(now);
    ::SetStdHandle(kStreams[i], toHandle(before_[i]));
  }
}

bool InputClosed::isOpenAgain() const { return ::GetStdHandle(STD_INPUT_HANDLE) != nullptr; }

SignalsHeld::SignalsHeld() : old_() {}
SignalsHeld::~SignalsHeld() = default;

}  // namespace sys::residue
