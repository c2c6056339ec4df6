// unittests/Windows/FaultCalls.cpp -- The calls to Windows' DLLs and errors that they are known to
// report.
#include "NameAnswers.hpp"
#include "Windows/FaultCall.hpp"
// After windows.h.
#include <mswsock.h>
#include <sddl.h>
#include <ws2tcpip.h>

#include <cstring>

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
SYS_FAULT(GetProcessTimes, FALSE, ERROR_ACCESS_DENIED)
SYS_FAULT(GetProcessHandleCount, FALSE, ERROR_ACCESS_DENIED)
SYS_FAULT(GetProcessIoCounters, FALSE, ERROR_ACCESS_DENIED)
SYS_FAULT_RELEASE(GenerateConsoleCtrlEvent, FALSE, ERROR_INVALID_HANDLE)
SYS_FAULT(GetPriorityClass, 0, ERROR_ACCESS_DENIED)
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
SYS_FAULT(CreateThread, nullptr, ERROR_MAX_THRDS_REACHED, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(QueueUserWorkItem, FALSE, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(CreateEventW, nullptr, ERROR_NOT_ENOUGH_MEMORY)

// Sockets.
SYS_FAULT_PASSING(WSASocketW, INVALID_SOCKET, WSAEMFILE, WSAENOBUFS)
SYS_FAULT_RELEASE(closesocket, SOCKET_ERROR, WSAENETDOWN)
SYS_FAULT(SetHandleInformation, FALSE, ERROR_INVALID_HANDLE)
SYS_FAULT(ioctlsocket, SOCKET_ERROR, WSAENETDOWN)
SYS_FAULT(setsockopt, SOCKET_ERROR, WSAENETDOWN, WSAENOPROTOOPT)
SYS_FAULT(getsockopt, SOCKET_ERROR, WSAENETDOWN, WSAENOPROTOOPT)
SYS_FAULT(getsockname, SOCKET_ERROR, WSAENETDOWN, WSAEINVAL)
SYS_FAULT(getpeername, SOCKET_ERROR, WSAENETDOWN, WSAENOTCONN)
SYS_FAULT(bind, SOCKET_ERROR, WSAEACCES, WSAEADDRINUSE, WSAENOBUFS)
SYS_FAULT(listen, SOCKET_ERROR, WSAEADDRINUSE, WSAENOBUFS)
SYS_FAULT_PLAN(accept, Fails, -1, 7, INVALID_SOCKET, "WSAEMFILE, WSAENOBUFS, WSAECONNRESET, WSAEINVAL", WSAEMFILE, WSAENOBUFS, WSAECONNRESET, WSAEINVAL)
SYS_FAULT(connect, SOCKET_ERROR, WSAECONNREFUSED, WSAENETUNREACH, WSAENOBUFS, WSAETIMEDOUT)
SYS_FAULT_PLAN(recv, Fails, 2, 1, SOCKET_ERROR, "WSAEWOULDBLOCK, WSAECONNRESET, WSAENETDOWN", WSAEWOULDBLOCK, WSAECONNRESET, WSAENETDOWN)
SYS_FAULT_PLAN(send, Fails, 2, 1, SOCKET_ERROR, "WSAEWOULDBLOCK, WSAECONNRESET, WSAENOBUFS", WSAEWOULDBLOCK, WSAECONNRESET, WSAENOBUFS)
SYS_FAULT(select, SOCKET_ERROR, WSAENETDOWN, WSAENOBUFS)
SYS_FAULT(shutdown, SOCKET_ERROR, WSAENETDOWN, WSAENOTCONN)
SYS_FAULT(ConvertStringSecurityDescriptorToSecurityDescriptorW, FALSE, ERROR_NOT_ENOUGH_MEMORY)
SYS_FAULT(SetFileSecurityW, FALSE, ERROR_ACCESS_DENIED)

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

namespace {

// The same of a socket. What is replaced may have moved something, so nothing can be tried again.
BOOL WINAPI getSocketResult(SOCKET socket, OVERLAPPED* overlapped, DWORD* count, BOOL wait,
                            DWORD* flags) {
  static constexpr int errors[] = {WSAECONNRESET, WSAENETDOWN, WSAETIMEDOUT, WSA_OPERATION_ABORTED};
  static constexpr sys::faults::Call call{
      "WSAGetOverlappedResult", "WSAECONNRESET, WSAENETDOWN, WSAETIMEDOUT, WSA_OPERATION_ABORTED",
      errors, 4};
  const Fault fault = next(call, __builtin_return_address(0));
  const BOOL done = ::WSAGetOverlappedResult(socket, overlapped, count, wait, flags);
  if (fault.error == 0) return done;
  ::SetLastError(static_cast<DWORD>(fault.error));
  return FALSE;
}

// Those that move bytes are given a buffer.
constexpr int kMovingErrors[] = {WSAENOBUFS, WSAECONNRESET, WSAENETDOWN};
constexpr const char* kMovingNames = "WSAENOBUFS, WSAECONNRESET, WSAENETDOWN";

int WSAAPI receiveOverlapped(SOCKET socket, WSABUF* buffers, DWORD number, DWORD* count,
                             DWORD* flags, OVERLAPPED* overlapped,
                             LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  static constexpr sys::faults::Call call{"WSARecv", kMovingNames, kMovingErrors, 3, 1, true};
  const Fault fault = next(call, __builtin_return_address(0));
  buffers->len = sys::faults::shortened(buffers->len, fault.cut);
  if (fault.error == 0) {
    return ::WSARecv(socket, buffers, number, count, flags, overlapped, routine);
  }
  ::SetLastError(static_cast<DWORD>(fault.error));
  return SOCKET_ERROR;
}

int WSAAPI sendOverlapped(SOCKET socket, WSABUF* buffers, DWORD number, DWORD* count, DWORD flags,
                          OVERLAPPED* overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  static constexpr sys::faults::Call call{"WSASend", kMovingNames, kMovingErrors, 3, 1, true};
  const Fault fault = next(call, __builtin_return_address(0));
  buffers->len = sys::faults::shortened(buffers->len, fault.cut);
  if (fault.error == 0) {
    return ::WSASend(socket, buffers, number, count, flags, overlapped, routine);
  }
  ::SetLastError(static_cast<DWORD>(fault.error));
  return SOCKET_ERROR;
}

// Returns its error.
// Names that end in `.test` are answered here.
int WSAAPI lookUp(PCWSTR host, PCWSTR service, const ADDRINFOW* hints, ADDRINFOW** found) {
  static constexpr int errors[] = {WSAHOST_NOT_FOUND, WSATRY_AGAIN, WSANO_RECOVERY,
                                   WSA_NOT_ENOUGH_MEMORY};
  static constexpr sys::faults::Call call{
      "GetAddrInfoW", "WSAHOST_NOT_FOUND, WSATRY_AGAIN, WSANO_RECOVERY, WSA_NOT_ENOUGH_MEMORY",
      errors, 4};
  const Fault fault = next(call, __builtin_return_address(0));
  if (fault.error != 0) return fault.error;
  char name[64] = {};
  for (std::size_t i = 0; i + 1 < std::size(name) && host[i] != 0; ++i) {
    name[i] = static_cast<char>(host[i]);
  }
  switch (sys::names::answerFor(name)) {
    case sys::names::Answer::Missing:
      return WSAHOST_NOT_FOUND;
    case sys::names::Answer::Later:
      return WSATRY_AGAIN;
    case sys::names::Answer::Broken:
      return WSANO_RECOVERY;
    case sys::names::Answer::Loopback:
      return ::GetAddrInfoW(nullptr, L"1", hints, found);
    default:
      return ::GetAddrInfoW(host, service, hints, found);
  }
}

int WSAAPI startWinsock(WORD version, WSADATA* data) {
  static constexpr int errors[] = {WSASYSNOTREADY, WSAEPROCLIM};
  static constexpr sys::faults::Call call{"WSAStartup", "WSASYSNOTREADY, WSAEPROCLIM", errors, 2};
  const Fault fault = next(call, __builtin_return_address(0));
  return fault.error == 0 ? ::WSAStartup(version, data) : fault.error;
}

// Those that the library asks for by name, as the system has given them.
LPFN_ACCEPTEX realAcceptEx;
LPFN_CONNECTEX realConnectEx;
LPFN_TRANSMITFILE realTransmitFile;

BOOL PASCAL acceptAhead(SOCKET listener, SOCKET socket, void* addresses, DWORD size, DWORD local,
                        DWORD remote, DWORD* count, OVERLAPPED* overlapped) {
  static constexpr int errors[] = {WSAENOBUFS, WSAECONNRESET, WSAEINVAL};
  static constexpr sys::faults::Call call{"AcceptEx", "WSAENOBUFS, WSAECONNRESET, WSAEINVAL",
                                          errors, 3, 3};
  const Fault fault = next(call, __builtin_return_address(0));
  if (fault.error == 0) {
    return realAcceptEx(listener, socket, addresses, size, local, remote, count, overlapped);
  }
  ::SetLastError(static_cast<DWORD>(fault.error));
  return FALSE;
}

BOOL PASCAL connectOverlapped(SOCKET socket, const sockaddr* to, int size, void* data, DWORD length,
                              DWORD* count, OVERLAPPED* overlapped) {
  static constexpr int errors[] = {WSAECONNREFUSED, WSAENETUNREACH, WSAENOBUFS};
  static constexpr sys::faults::Call call{"ConnectEx",
                                          "WSAECONNREFUSED, WSAENETUNREACH, WSAENOBUFS", errors, 3};
  const Fault fault = next(call, __builtin_return_address(0));
  if (fault.error == 0) return realConnectEx(socket, to, size, data, length, count, overlapped);
  ::SetLastError(static_cast<DWORD>(fault.error));
  return FALSE;
}

BOOL PASCAL transmitFile(SOCKET socket, HANDLE file, DWORD size, DWORD each, OVERLAPPED* overlapped,
                         TRANSMIT_FILE_BUFFERS* around, DWORD flags) {
  static constexpr sys::faults::Call call{"TransmitFile", kMovingNames, kMovingErrors, 3, 1, true};
  const Fault fault = next(call, __builtin_return_address(0));
  size = sys::faults::shortened(size, fault.cut);
  if (fault.error == 0) {
    return realTransmitFile(socket, file, size, each, overlapped, around, flags);
  }
  ::SetLastError(static_cast<DWORD>(fault.error));
  return FALSE;
}

// Puts `mine` in the place of the function that was asked for, if that is the one of this name.
template <typename Function>
void replaceIf(const GUID& asked, const GUID& name, Function mine, Function& real, void* answer) {
  if (std::memcmp(&asked, &name, sizeof asked) != 0) return;
  std::memcpy(&real, answer, sizeof real);
  std::memcpy(answer, &mine, sizeof mine);
}

int WSAAPI controlSocket(SOCKET socket, DWORD code, void* in, DWORD inSize, void* out,
                         DWORD outSize, DWORD* size, OVERLAPPED* overlapped,
                         LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  static constexpr int errors[] = {WSAENETDOWN, WSAEOPNOTSUPP};
  static constexpr sys::faults::Call call{"WSAIoctl", "WSAENETDOWN, WSAEOPNOTSUPP", errors, 2};
  const Fault fault = next(call, __builtin_return_address(0));
  if (fault.error != 0) {
    ::SetLastError(static_cast<DWORD>(fault.error));
    return SOCKET_ERROR;
  }
  const int result = ::WSAIoctl(socket, code, in, inSize, out, outSize, size, overlapped, routine);
  if (result == 0 && code == SIO_GET_EXTENSION_FUNCTION_POINTER) {
    const GUID& asked = *static_cast<const GUID*>(in);
    replaceIf<LPFN_ACCEPTEX>(asked, WSAID_ACCEPTEX, acceptAhead, realAcceptEx, out);
    replaceIf<LPFN_CONNECTEX>(asked, WSAID_CONNECTEX, connectOverlapped, realConnectEx, out);
    replaceIf<LPFN_TRANSMITFILE>(asked, WSAID_TRANSMITFILE, transmitFile, realTransmitFile, out);
  }
  return result;
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
extern decltype(&::WSAGetOverlappedResult) const sys_fault___imp_WSAGetOverlappedResult;
extern decltype(&::WSARecv) const sys_fault___imp_WSARecv;
extern decltype(&::WSASend) const sys_fault___imp_WSASend;
extern decltype(&::WSAStartup) const sys_fault___imp_WSAStartup;
extern decltype(&::GetAddrInfoW) const sys_fault___imp_GetAddrInfoW;
extern decltype(&::WSAIoctl) const sys_fault___imp_WSAIoctl;
extern decltype(&::Sleep) const sys_fault___imp_Sleep;
extern decltype(&::SetConsoleCtrlHandler) const sys_fault___imp_SetConsoleCtrlHandler;
}

decltype(&::GetQueuedCompletionStatusEx) const sys_fault___imp_GetQueuedCompletionStatusEx =
    &getQueued;
decltype(&::GetOverlappedResult) const sys_fault___imp_GetOverlappedResult = &getResult;
decltype(&::WSAGetOverlappedResult) const sys_fault___imp_WSAGetOverlappedResult = &getSocketResult;
decltype(&::WSARecv) const sys_fault___imp_WSARecv = &receiveOverlapped;
decltype(&::WSASend) const sys_fault___imp_WSASend = &sendOverlapped;
decltype(&::WSAStartup) const sys_fault___imp_WSAStartup = &startWinsock;
decltype(&::WSAIoctl) const sys_fault___imp_WSAIoctl = &controlSocket;
decltype(&::GetAddrInfoW) const sys_fault___imp_GetAddrInfoW = &lookUp;
decltype(&::SetFileInformationByHandle) const sys_fault___imp_SetFileInformationByHandle =
    &setInformation;
decltype(&::Sleep) const sys_fault___imp_Sleep = &sleepShortly;
decltype(&::SetConsoleCtrlHandler) const sys_fault___imp_SetConsoleCtrlHandler = &setHandler;
