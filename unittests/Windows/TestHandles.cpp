// unittests/Windows/TestHandles.cpp -- Handles as a child finds them; there are no signals to
// inherit. Children are found by their parent's number.
#include "TestHandles.hpp"

#include "Windows/Windows.hpp"
// After windows.h.
#include <psapi.h>
#include <tlhelp32.h>

std::string openInheritableHandle(const std::string& path) {
  SECURITY_ATTRIBUTES inheritable{sizeof inheritable, nullptr, TRUE};
  const HANDLE file = ::CreateFileW(sys::win::widen(path).c_str(), GENERIC_READ, FILE_SHARE_READ,
                                    &inheritable, OPEN_EXISTING, 0, nullptr);
  return std::to_string(sys::win::fromHandle(file));
}

// Sixteen million, and no other limit.
std::size_t raiseHandleLimit(std::size_t) { return 1U << 24; }

FewHandles::FewHandles(std::uint64_t) {}
FewHandles::~FewHandles() = default;

NoHandlesLeft::NoHandlesLeft() = default;
NoHandlesLeft::~NoHandlesLeft() = default;

std::vector<std::int64_t> openHandles() {
  // Wine does not say how many there are, but gives the lowest free number: nothing is beyond a
  // long gap. Asking for each number there may be would take it 10 ms.
  constexpr std::int64_t kLongGap = 4 * 100;
  constexpr std::int64_t kHighest = 0x10000;
  DWORD count = 0;
  ::GetProcessHandleCount(::GetCurrentProcess(), &count);
  std::vector<std::int64_t> open;
  std::int64_t end = count != 0 ? kHighest : kLongGap;
  for (std::int64_t number = 4; number < end && (count == 0 || open.size() < count); number += 4) {
    DWORD flags;
    if (::GetHandleInformation(sys::win::toHandle(static_cast<sys::native::Handle>(number)),
                               &flags) == 0)
      continue;
    open.push_back(number);
    if (count == 0) end = number + kLongGap;
  }
  return open;
}

bool handleLeadsTo(const std::string& spelling, const std::string& path) {
  BY_HANDLE_FILE_INFORMATION open{};
  BY_HANDLE_FILE_INFORMATION named{};
  const HANDLE handle = sys::win::toHandle(static_cast<sys::native::Handle>(std::stoll(spelling)));
  if (::GetFileInformationByHandle(handle, &open) == 0) return false;
  const HANDLE file = ::CreateFileW(sys::win::widen(path).c_str(), 0, FILE_SHARE_READ, nullptr,
                                    OPEN_EXISTING, 0, nullptr);
  const bool known = ::GetFileInformationByHandle(file, &named) != 0;
  ::CloseHandle(file);
  return known && open.nFileIndexLow == named.nFileIndexLow &&
         open.nFileIndexHigh == named.nFileIndexHigh &&
         open.dwVolumeSerialNumber == named.dwVolumeSerialNumber;
}

std::string unusualSignals() { return ""; }

UnusualSignals::UnusualSignals() = default;
UnusualSignals::~UnusualSignals() = default;

std::size_t readStandardInput(char* into, std::size_t size) {
  DWORD count = 0;
  const HANDLE input = ::GetStdHandle(STD_INPUT_HANDLE);
  if (!::ReadFile(input, into, static_cast<DWORD>(size), &count, nullptr)) return 0;
  return count;
}

std::string readHandle(const std::string& spelling) {
  const auto handle = reinterpret_cast<HANDLE>(static_cast<std::uintptr_t>(std::stoull(spelling)));
  std::string text;
  char buffer[256];
  DWORD count = 0;
  while (::ReadFile(handle, buffer, sizeof buffer, &count, nullptr) && count != 0) {
    text.append(buffer, count);
  }
  return text;
}

void interruptProcess(std::uint64_t id) {
  // Ctrl-Break is the one that can be sent to a group, and a child leads its own. A child of a
  // program without a console has one of its own; who keeps what is left of an old one (Wine does
  // for what is started without a terminal) cannot be attached to another.
  const DWORD group = static_cast<DWORD>(id);
  if (::GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, group)) return;
  if (::GetConsoleCP() == 0) ::FreeConsole();
  const bool attached = ::AttachConsole(group) != 0;
  // Wine has Ctrl-C alone, but for a group too.
  if (!::GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, group)) {
    ::GenerateConsoleCtrlEvent(CTRL_C_EVENT, group);
  }
  if (attached) ::FreeConsole();
}

void heedInterrupts() { ::SetConsoleCtrlHandler(nullptr, FALSE); }

int ownNiceness() {
  const DWORD own = ::GetPriorityClass(::GetCurrentProcess());
  return own == IDLE_PRIORITY_CLASS ? 19 : own == BELOW_NORMAL_PRIORITY_CLASS ? 10 : 0;
}

void makeNeverWait(int) {}

bool doesWait(int) { return true; }

void wantCore(bool) {}

bool coresAreLeftHere() { return false; }

std::uint64_t ownLimitedMemory() {
  PROCESS_MEMORY_COUNTERS counters{};
  ::K32GetProcessMemoryInfo(::GetCurrentProcess(), &counters, sizeof counters);
  return counters.PagefileUsage;
}

std::uint64_t ownProcessId() { return ::GetCurrentProcessId(); }

void leaveSession() { ::FreeConsole(); }

bool isInSessionOf(std::uint64_t id) {
  DWORD ids[256] = {};
  const DWORD count = ::GetConsoleProcessList(ids, 256);
  return std::find(ids, ids + std::min<DWORD>(count, 256), id) != ids + std::min<DWORD>(count, 256);
}

bool processExists(std::uint64_t id) {
  const HANDLE process = ::OpenProcess(SYNCHRONIZE, FALSE, static_cast<DWORD>(id));
  if (process == nullptr) return false;
  const bool running = ::WaitForSingleObject(process, 0) == WAIT_TIMEOUT;
  ::CloseHandle(process);
  return running;
}

unsigned leftChildren() {
  HANDLE snapshot = ::CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  if (snapshot == INVALID_HANDLE_VALUE) return 0;
  unsigned count = 0;
  PROCESSENTRY32W entry{};
  entry.dwSize = sizeof entry;
  for (BOOL more = ::Process32FirstW(snapshot, &entry); more;
       more = ::Process32NextW(snapshot, &entry)) {
    if (entry.th32ParentProcessID == ::GetCurrentProcessId()) ++count;
  }
  ::CloseHandle(snapshot);
  return count;
}
