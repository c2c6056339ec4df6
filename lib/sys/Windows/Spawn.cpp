// lib/sys/Windows/Spawn.cpp -- CreateProcess inherits by list, so everything it takes is made for
// it.
#include "Windows/Spawn.hpp"

#include <algorithm>
#include <cstdint>

namespace sys::win {

HANDLE standardHandle(DWORD number) noexcept {
  const HANDLE handle = ::GetStdHandle(number);
  // INVALID_HANDLE_VALUE would be duplicated happily: it also means this process.
  if (handle == nullptr || handle == INVALID_HANDLE_VALUE) return nullptr;
  ::SetLastError(NO_ERROR);
  const bool closed = ::GetFileType(handle) == FILE_TYPE_UNKNOWN && ::GetLastError() != NO_ERROR;
  return closed ? nullptr : handle;
}

OwnedHandle openNull(SECURITY_ATTRIBUTES* security) {
  const HANDLE handle =
      ::CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                    security, OPEN_EXISTING, 0, nullptr);
  if (handle == INVALID_HANDLE_VALUE) fail("NUL", "cannot open it", lastSystemCode());
  return OwnedHandle(fromHandle(handle));
}

static OwnedHandle openInheritableNull() {
  SECURITY_ATTRIBUTES security{sizeof security, nullptr, TRUE};
  return openNull(&security);
}

static OwnedHandle duplicate(HANDLE source) {
  const HANDLE self = ::GetCurrentProcess();
  HANDLE copy = nullptr;
  if (!::DuplicateHandle(self, source, self, &copy, 0, TRUE, DUPLICATE_SAME_ACCESS)) {
    fail("", "cannot duplicate a handle", lastSystemCode());
  }
  return OwnedHandle(fromHandle(copy));
}

// What a child's stream is made of, where `own` is this process's; null: nothing at all.
static HANDLE sourceOf(const ChildStream& stream, DWORD own) {
  switch (stream.kind) {
    case ChildStream::Kind::Inherited:
      return standardHandle(own);
    case ChildStream::Kind::Output:
      return standardHandle(STD_OUTPUT_HANDLE);
    case ChildStream::Kind::Error:
      return standardHandle(STD_ERROR_HANDLE);
    case ChildStream::Kind::Handle:
      return toHandle(stream.handle);
    case ChildStream::Kind::Null:
    case ChildStream::Kind::Terminal:
      break;
  }
  return nullptr;
}

ChildHandles::ChildHandles(Launch& launch) try {
  for (int i = 0; i < 3; ++i) {
    // What is not given the system opens at the child's console.
    if (launch.streams[i].kind == ChildStream::Kind::Terminal) continue;
    streams_[i] = shared(sourceOf(launch.streams[i], kStreamNumbers[i]));
  }
  for (const PassedStream& passed : launch.passed) {
    const HANDLE handle = inheritable(sourceOf(passed.stream, 0));
    launch.environment->set(passed.variable,
                            std::to_string(reinterpret_cast<std::uintptr_t>(handle)));
  }
} catch (...) {
  rethrowWithContext(launch.program + ": cannot set up the streams of this program");
}

// A source that occurs twice is listed once: CreateProcess refuses a list with repetitions.
// What is passed has a handle of its own, to be closed.
HANDLE ChildHandles::shared(HANDLE source) {
  for (std::size_t i = 0; i < count_; ++i) {
    if (sources_[i] == source) return list_[i];
  }
  return inheritable(source);
}

HANDLE ChildHandles::inheritable(HANDLE source) {
  OwnedHandle copy = source != nullptr ? duplicate(source) : openInheritableNull();
  sources_[count_] = source;
  list_[count_] = toHandle(copy.get());
  owned_[count_] = std::move(copy);
  return list_[count_++];
}

bool hasLimits(const Launch& launch) noexcept {
  return launch.limits.cpuSeconds != 0 || launch.limits.memory != 0 || !launch.processors.empty();
}

// As bits. The system's own are 0 where they are of several groups: then the job knows best.
static ULONG_PTR processorsOf(const Launch& launch) {
  constexpr const char* kWhat = "cannot be bound to these processors";
  DWORD_PTR process = 0;
  DWORD_PTR system = 0;
  if (!::GetProcessAffinityMask(::GetCurrentProcess(), &process, &system)) {
    fail(launch.program, kWhat, lastSystemCode());
  }
  ULONG_PTR bits = 0;
  for (const unsigned number : launch.processors) {
    const ULONG_PTR bit = number < 8 * sizeof bits ? ULONG_PTR{1} << number : 0;
    if (bit == 0 || (system != 0 && (system & bit) == 0)) {
      fail(launch.program, kWhat, "one of them is not there or not for this process to use");
    }
    bits |= bit;
  }
  return bits;
}

static void setLimits(const Launch& launch, HANDLE job) {
  constexpr std::uint64_t kTicksPerSecond = 10'000'000;
  const std::uint64_t seconds = std::min(launch.limits.cpuSeconds, INT64_MAX / kTicksPerSecond);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  JOBOBJECT_BASIC_LIMIT_INFORMATION& basic = limits.BasicLimitInformation;
  if (seconds != 0) basic.LimitFlags |= JOB_OBJECT_LIMIT_PROCESS_TIME;
  basic.PerProcessUserTimeLimit.QuadPart = static_cast<LONGLONG>(seconds * kTicksPerSecond);
  // Of the job and not of a child that is started suspended: nothing is left if this process dies.
  if (!launch.processors.empty()) {
    basic.LimitFlags |= JOB_OBJECT_LIMIT_AFFINITY;
    basic.Affinity = processorsOf(launch);
  }
  if (launch.limits.memory != 0) basic.LimitFlags |= JOB_OBJECT_LIMIT_PROCESS_MEMORY;
  limits.ProcessMemoryLimit =
      static_cast<SIZE_T>(std::min<std::uint64_t>(launch.limits.memory, SIZE_MAX));
  if (!::SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits)) {
    fail(launch.program, "cannot limit what this program may use", lastSystemCode());
  }
}

OwnedHandle makeJob(const Launch& launch) {
  const HANDLE job = ::CreateJobObjectW(nullptr, nullptr);
  if (job == nullptr) fail(launch.program, "cannot make a job for this program", lastSystemCode());
  OwnedHandle owned(fromHandle(job));
  if (hasLimits(launch)) setLimits(launch, job);
  return owned;
}

StartAttributes::StartAttributes(const Launch& launch, const ChildHandles& streams,
                                 const OwnedHandle& job)
    : job_(toHandle(job.get())) {
  constexpr DWORD kCount = 3;
  constexpr DWORD_PTR kPseudoConsole = 0x00020016;  // PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE
  SIZE_T size = 0;
  ::InitializeProcThreadAttributeList(nullptr, kCount, 0, &size);
  if (size == 0) fail(launch.program, "cannot start this program", lastSystemCode());
  memory_ = std::make_unique<unsigned char[]>(size);
  auto* list = reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.get());
  if (!::InitializeProcThreadAttributeList(list, kCount, 0, &size)) {
    fail(launch.program, "cannot start this program", lastSystemCode());
  }
  info_.lpAttributeList = list;
  if (streams.count() != 0) {
    set(launch, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, streams.begin(),
        streams.count() * sizeof(HANDLE));
  }
  if (job) set(launch, PROC_THREAD_ATTRIBUTE_JOB_LIST, &job_, sizeof job_);
  if (launch.terminal != native::kNoHandle) {
    set(launch, kPseudoConsole, toHandle(launch.terminal), sizeof(HANDLE));
  }

  info_.StartupInfo.cb = sizeof info_;
  info_.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  info_.StartupInfo.hStdInput = streams.stream(0);
  info_.StartupInfo.hStdOutput = streams.stream(1);
  info_.StartupInfo.hStdError = streams.stream(2);
}

StartAttributes::~StartAttributes() { ::DeleteProcThreadAttributeList(info_.lpAttributeList); }

void StartAttributes::set(const Launch& launch, DWORD_PTR attribute, const void* value,
                          std::size_t size) {
  if (!::UpdateProcThreadAttribute(info_.lpAttributeList, 0, attribute, const_cast<void*>(value),
                                   size, nullptr, nullptr)) {
    const SystemCode code = lastSystemCode();
    ::DeleteProcThreadAttributeList(info_.lpAttributeList);  // There will be no destructor.
    fail(launch.program, "cannot start this program", code);
  }
}

namespace {

// The path without the prefix that CreateProcess does not need.
std::wstring withoutPrefix(std::wstring path) {
  if (path.starts_with(LR"(\\?\UNC\)")) return L"\\" + path.substr(7);
  if (path.starts_with(LR"(\\?\)")) return path.substr(4);
  return path;
}

// MAX_PATH less the NUL and a separator that Windows appends.
constexpr std::size_t kLongestDirectory = MAX_PATH - 2;

}  // namespace

std::wstring childDirectory(const Launch& launch) {
  if (!launch.directory) return {};
  const std::wstring wide = widenPath(*launch.directory);
  std::wstring plain = withoutPrefix(wide);
  if (plain.size() <= kLongestDirectory) return plain;

  // Where the volume keeps short names there is another way to say it.
  std::wstring alias(wide.size(), L'\0');
  const DWORD length =
      ::GetShortPathNameW(wide.c_str(), alias.data(), static_cast<DWORD>(alias.size()));
  alias.resize(length < alias.size() ? length : 0);
  alias = withoutPrefix(std::move(alias));
  if (!alias.empty() && alias.size() <= kLongestDirectory) return alias;
  fail(launch.directory->text(), "cannot start '" + launch.program + "' in this directory",
       "its path has " + std::to_string(plain.size()) + " characters and Windows takes " +
           std::to_string(kLongestDirectory) + " here",
       "Choose a shorter one.");
}

// What is not said is this process's own class, if that is a low one.
static DWORD priorityClass(const Launch& launch) {
  if (!launch.priority) return 0;
  if (*launch.priority == Priority::Lowest) return IDLE_PRIORITY_CLASS;
  const DWORD own = ::GetPriorityClass(::GetCurrentProcess());
  if (own == 0) fail(launch.program, "cannot lower the priority of this program", lastSystemCode());
  return own == IDLE_PRIORITY_CLASS ? 0 : BELOW_NORMAL_PRIORITY_CLASS;
}

// Without a console of our own every child of the console kind would show one. The leader of a
// group ignores Ctrl-C, which at a console of its own is to reach it.
DWORD creationFlags(const Launch& launch) {
  DWORD flags = CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT | priorityClass(launch);
  if (launch.terminal != native::kNoHandle) return flags;
  if (!launch.sharesTerminal) flags |= CREATE_NEW_PROCESS_GROUP;
  // Not without any console: then each child of the child would show one.
  const bool leavesConsole = launch.isNewSession || launch.isDetached;
  if (leavesConsole || ::GetConsoleCP() == 0) flags |= CREATE_NO_WINDOW;
  return flags;
}

}  // namespace sys::win
