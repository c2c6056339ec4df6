// unittests/Windows/FaultCalls.cpp -- The calls to Windows' DLLs and errors that they are known to
// report.
#include "Windows/FaultCall.hpp"

using sys::faults::Fault;
using sys::faults::next;

// One call a line, whatever its length.
// clang-format off

// Handles.
SYS_FAULT_RELEASE(CloseHandle, FALSE, ERROR_INVALID_HANDLE)
SYS_FAULT(DuplicateHandle, FALSE, ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY, ERROR_NO_SYSTEM_RESOURCES)
SYS_FAULT(GetStdHandle, INVALID_HANDLE_VALUE, ERROR_INVALID_HANDLE)
SYS_FAULT(SetStdHandle, FALSE, ERROR_INVALID_HANDLE)
SYS_FAULT(WaitForSingleObject, WAIT_FAILED, ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(GetModuleHandleW, nullptr, ERROR_MOD_NOT_FOUND)
SYS_FAULT(GetProcAddress, nullptr, ERROR_PROC_NOT_FOUND)

// Files by handle.
SYS_FAULT_CUT(ReadFile, 2, FALSE, ERROR_IO_DEVICE, ERROR_LOCK_VIOLATION, ERROR_NOT_ENOUGH_MEMORY, ERROR_NO_SYSTEM_RESOURCES)
SYS_FAULT_CUT(WriteFile, 2, FALSE, ERROR_DISK_FULL, ERROR_IO_DEVICE, ERROR_LOCK_VIOLATION, ERROR_NOT_ENOUGH_MEMORY, ERROR_NO_SYSTEM_RESOURCES)
SYS_FAULT(FlushFileBuffers, FALSE, ERROR_DISK_FULL, ERROR_IO_DEVICE, ERROR_ACCESS_DENIED)
SYS_FAULT(GetFileSizeEx, FALSE, ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(SetFilePointerEx, FALSE, ERROR_INVALID_PARAMETER)
SYS_FAULT(SetEndOfFile, FALSE, ERROR_DISK_FULL, ERROR_USER_MAPPED_FILE)
SYS_FAULT(GetFileInformationByHandle, FALSE, ERROR_ACCESS_DENIED, ERROR_IO_DEVICE, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(GetFileInformationByHandleEx, FALSE, ERROR_ACCESS_DENIED, ERROR_INVALID_PARAMETER, ERROR_IO_DEVICE, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(DeviceIoControl, FALSE, ERROR_ACCESS_DENIED, ERROR_INVALID_FUNCTION, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(LockFileEx, FALSE, ERROR_LOCK_VIOLATION, ERROR_NOT_ENOUGH_MEMORY)

// Files by name.
SYS_FAULT(CreateFileW, INVALID_HANDLE_VALUE, ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_TOO_MANY_OPEN_FILES, ERROR_NOT_ENOUGH_MEMORY, ERROR_DISK_FULL, ERROR_WRITE_PROTECT)
SYS_FAULT(GetFileAttributesW, INVALID_FILE_ATTRIBUTES, ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(SetFileAttributesW, FALSE, ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_WRITE_PROTECT)
SYS_FAULT(MoveFileExW, FALSE, ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_DISK_FULL, ERROR_NOT_SAME_DEVICE)
SYS_FAULT(ReplaceFileW, FALSE, ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_UNABLE_TO_REMOVE_REPLACED)
SYS_FAULT(DeleteFileW, FALSE, ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION)
SYS_FAULT(CreateDirectoryW, FALSE, ERROR_ACCESS_DENIED, ERROR_DISK_FULL, ERROR_NOT_ENOUGH_MEMORY, ERROR_WRITE_PROTECT)
SYS_FAULT(RemoveDirectoryW, FALSE, ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION)
SYS_FAULT(FindFirstFileW, INVALID_HANDLE_VALUE, ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(FindFirstFileExW, INVALID_HANDLE_VALUE, ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(FindNextFileW, FALSE, ERROR_IO_DEVICE, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT_RELEASE(FindClose, FALSE, ERROR_INVALID_HANDLE)
SYS_FAULT(GetCurrentDirectoryW, 0, ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(SetCurrentDirectoryW, FALSE, ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(GetFullPathNameW, 0, ERROR_NOT_ENOUGH_MEMORY, ERROR_INVALID_NAME)
SYS_FAULT(GetShortPathNameW, 0, ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(GetFinalPathNameByHandleW, 0, ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(GetSystemDirectoryW, 0, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(GetModuleFileNameW, 0, ERROR_NOT_ENOUGH_MEMORY)

// Memory.
SYS_FAULT(CreateFileMappingW, nullptr, ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY, ERROR_COMMITMENT_LIMIT)
SYS_FAULT(MapViewOfFile, nullptr, ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT_RELEASE(UnmapViewOfFile, FALSE, ERROR_INVALID_ADDRESS)

// Processes.
SYS_FAULT(CreateProcessW, FALSE, ERROR_ACCESS_DENIED, ERROR_BAD_EXE_FORMAT, ERROR_COMMITMENT_LIMIT, ERROR_FILE_NOT_FOUND, ERROR_NOT_ENOUGH_MEMORY, ERROR_SHARING_VIOLATION)
SYS_FAULT(InitializeProcThreadAttributeList, FALSE, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(UpdateProcThreadAttribute, FALSE, ERROR_NOT_SUPPORTED, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(CreateJobObjectW, nullptr, ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(SetInformationJobObject, FALSE, ERROR_ACCESS_DENIED, ERROR_INVALID_PARAMETER)
SYS_FAULT(QueryInformationJobObject, FALSE, ERROR_ACCESS_DENIED)
SYS_FAULT(AssignProcessToJobObject, FALSE, ERROR_ACCESS_DENIED)
SYS_FAULT_RELEASE(TerminateJobObject, FALSE, ERROR_ACCESS_DENIED)
SYS_FAULT_RELEASE(TerminateProcess, FALSE, ERROR_ACCESS_DENIED)
SYS_FAULT(GetExitCodeProcess, FALSE, ERROR_ACCESS_DENIED)
SYS_FAULT(ResumeThread, -1, ERROR_ACCESS_DENIED)
SYS_FAULT(GetProcessAffinityMask, FALSE, ERROR_ACCESS_DENIED)
SYS_FAULT(GetActiveProcessorCount, 0, ERROR_INVALID_PARAMETER)
SYS_FAULT(GetEnvironmentStringsW, nullptr, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT_RELEASE(FreeEnvironmentStringsW, FALSE, ERROR_INVALID_PARAMETER)

// Events.
SYS_FAULT(CreateIoCompletionPort, nullptr, ERROR_NOT_ENOUGH_MEMORY, ERROR_INVALID_PARAMETER)
SYS_FAULT(SetFileCompletionNotificationModes, FALSE, ERROR_INVALID_PARAMETER)
SYS_FAULT_PASSING(PostQueuedCompletionStatus, FALSE, ERROR_NOT_ENOUGH_MEMORY, ERROR_NO_SYSTEM_RESOURCES)
SYS_FAULT_RELEASE(CancelIoEx, FALSE, ERROR_NOT_FOUND)
SYS_FAULT(RegisterWaitForSingleObject, FALSE, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT_RELEASE(UnregisterWaitEx, FALSE, ERROR_IO_PENDING)
SYS_FAULT(CreateNamedPipeW, INVALID_HANDLE_VALUE, ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY, ERROR_PIPE_BUSY)
SYS_FAULT(CreateEventW, nullptr, ERROR_NOT_ENOUGH_MEMORY)

// Consoles and text.
SYS_FAULT(GetConsoleMode, FALSE, ERROR_INVALID_HANDLE)
SYS_FAULT(SetConsoleMode, FALSE, ERROR_INVALID_PARAMETER)
SYS_FAULT(GetConsoleScreenBufferInfo, FALSE, ERROR_INVALID_HANDLE)
SYS_FAULT(WriteConsoleW, FALSE, ERROR_NOT_ENOUGH_MEMORY, ERROR_INVALID_HANDLE)
SYS_FAULT(FormatMessageW, 0, ERROR_MR_MID_NOT_FOUND, ERROR_NOT_ENOUGH_MEMORY)

// clang-format on

namespace {

// One function with many tasks: a file system that does not rename may remove all the same.
BOOL WINAPI setInformation(HANDLE file, FILE_INFO_BY_HANDLE_CLASS kind, void* data, DWORD size) {
  static constexpr int errors[] = {ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION,
                                   ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, ERROR_DISK_FULL};
  static constexpr const char* kNames =
      "ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_INVALID_PARAMETER, ERROR_NOT_SUPPORTED, "
      "ERROR_DISK_FULL";
  static constexpr sys::faults::Call calls[] = {
      {"SetFileInformationByHandle (names)", kNames, errors, 5},
      {"SetFileInformationByHandle (removal)", kNames, errors, 5},
      {"SetFileInformationByHandle", kNames, errors, 5},
  };
  constexpr int kDispositionEx = 21;
  constexpr int kRenameEx = 22;
  const bool renames = kind == FileRenameInfo || kind == kRenameEx;
  const bool removes = kind == FileDispositionInfo || kind == kDispositionEx;
  const Fault fault = next(calls[renames ? 0 : removes ? 1 : 2], __builtin_return_address(0));
  if (fault.error == 0) return ::SetFileInformationByHandle(file, kind, data, size);
  ::SetLastError(static_cast<DWORD>(fault.error));
  return FALSE;
}

// What the port brings: nothing for now, or an error of its own.
BOOL WINAPI getQueued(HANDLE port, OVERLAPPED_ENTRY* entries, ULONG room, ULONG* count, DWORD time,
                      BOOL alertable) {
  static constexpr int errors[] = {WAIT_TIMEOUT, ERROR_NOT_ENOUGH_MEMORY};
  static constexpr sys::faults::Call call{"GetQueuedCompletionStatusEx",
                                          "WAIT_TIMEOUT, ERROR_NOT_ENOUGH_MEMORY", errors, 2, 1};
  const Fault fault = next(call, __builtin_return_address(0));
  if (fault.error == 0) {
    return ::GetQueuedCompletionStatusEx(port, entries, room, count, time, alertable);
  }
  ::SetLastError(static_cast<DWORD>(fault.error));
  return FALSE;
}

// The status of an operation that has ended: it is replaced by another, which is how a device
// reports its errors. One that has not ended is left alone.
BOOL WINAPI getResult(HANDLE file, OVERLAPPED* overlapped, DWORD* count, BOOL wait) {
  static constexpr int errors[] = {ERROR_IO_DEVICE, ERROR_NO_SYSTEM_RESOURCES,
                                   ERROR_OPERATION_ABORTED};
  static constexpr sys::faults::Call call{
      "GetOverlappedResult", "ERROR_IO_DEVICE, ERROR_NO_SYSTEM_RESOURCES, ERROR_OPERATION_ABORTED",
      errors, 3};
  if (!wait && overlapped->Internal == static_cast<ULONG_PTR>(STATUS_PENDING)) {
    return ::GetOverlappedResult(file, overlapped, count, wait);
  }
  const Fault fault = next(call, __builtin_return_address(0));
  const BOOL done = ::GetOverlappedResult(file, overlapped, count, wait);
  if (fault.error == 0) return done;
  ::SetLastError(static_cast<DWORD>(fault.error));
  return FALSE;
}

}  // namespace

// The library calls it by its name: its header does not say that it is a DLL's.
extern "C" BOOLEAN NTAPI SystemFunction036(void* bytes, ULONG count);
extern "C" BOOLEAN NTAPI sys_fault_SystemFunction036(void* bytes, ULONG count);

extern "C" BOOLEAN NTAPI sys_fault_SystemFunction036(void* bytes, ULONG count) {
  static constexpr int errors[] = {ERROR_NOT_ENOUGH_MEMORY};
  static constexpr sys::faults::Call call{"RtlGenRandom", "ERROR_NOT_ENOUGH_MEMORY", errors, 1};
  const Fault fault = next(call, __builtin_return_address(0));
  if (fault.error == 0) return SystemFunction036(bytes, count);
  ::SetLastError(static_cast<DWORD>(fault.error));
  return FALSE;
}

namespace {

// Cannot fail. The pauses between attempts are left out where what is waited for never comes.
void WINAPI sleepShortly(DWORD time) {
  const sys::faults::State& state = *sys::faults::state;
  const bool isHurt = state.callsArmed.load() && state.hit.load() != nullptr;
  ::Sleep(isHurt && time != INFINITE ? 0 : time);
}

// Taking a handler away does not fail.
BOOL WINAPI setHandler(PHANDLER_ROUTINE handler, BOOL add) {
  static constexpr int errors[] = {ERROR_NOT_ENOUGH_MEMORY};
  static constexpr sys::faults::Call call{"SetConsoleCtrlHandler", "ERROR_NOT_ENOUGH_MEMORY",
                                          errors, 1};
  Fault fault;
  if (add) fault = next(call, __builtin_return_address(0));
  if (fault.error == 0) return ::SetConsoleCtrlHandler(handler, add);
  ::SetLastError(static_cast<DWORD>(fault.error));
  return FALSE;
}

}  // namespace

extern "C" {
extern decltype(&::GetQueuedCompletionStatusEx) const sys_fault___imp_GetQueuedCompletionStatusEx;
extern decltype(&::GetOverlappedResult) const sys_fault___imp_GetOverlappedResult;
extern decltype(&::SetFileInformationByHandle) const sys_fault___imp_SetFileInformationByHandle;
extern decltype(&::Sleep) const sys_fault___imp_Sleep;
extern decltype(&::SetConsoleCtrlHandler) const sys_fault___imp_SetConsoleCtrlHandler;
}

decltype(&::GetQueuedCompletionStatusEx) const sys_fault___imp_GetQueuedCompletionStatusEx =
    &getQueued;
decltype(&::GetOverlappedResult) const sys_fault___imp_GetOverlappedResult = &getResult;
decltype(&::SetFileInformationByHandle) const sys_fault___imp_SetFileInformationByHandle =
    &setInformation;
decltype(&::Sleep) const sys_fault___imp_Sleep = &sleepShortly;
decltype(&::SetConsoleCtrlHandler) const sys_fault___imp_SetConsoleCtrlHandler = &setHandler;
