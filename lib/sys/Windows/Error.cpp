// lib/sys/Windows/Error.cpp -- GetLastError and NTSTATUS in words, and the text that crosses the
// border.
#include "Error.hpp"

#include "Windows/Windows.hpp"

namespace sys {

namespace {

struct PlainReason {
  DWORD code;
  const char* reason;
  const char* suggestion;
};

constexpr PlainReason kPlainReasons[] = {
    {ERROR_FILE_NOT_FOUND, "it does not exist", "Check the spelling."},
    {ERROR_PATH_NOT_FOUND, "a directory of the path does not exist", "Check the spelling."},
    {ERROR_ACCESS_DENIED, "permission is denied",
     "Check the permissions, and whether another program has it open."},
    {ERROR_SHARING_VIOLATION, "another program has it open", "Close that program."},
    {ERROR_LOCK_VIOLATION, "another program has locked it", "Close that program."},
    {ERROR_FILE_EXISTS, "it exists already", ""},
    {ERROR_ALREADY_EXISTS, "it exists already", ""},
    {ERROR_DIRECTORY, "a part of the path is not a directory", ""},
    {ERROR_DIR_NOT_EMPTY, "the directory is not empty", ""},
    {ERROR_DISK_FULL, "the disk is full", "Free space or choose another directory."},
    {ERROR_HANDLE_DISK_FULL, "the disk is full", "Free space or choose another directory."},
    {ERROR_WRITE_PROTECT, "the medium is write-protected", "Choose another directory."},
    {ERROR_TOO_MANY_OPEN_FILES, "this process has too many open files", "Close some of them."},
    {ERROR_NOT_ENOUGH_MEMORY, "memory is short", "Close other programs or run fewer jobs."},
    {ERROR_OUTOFMEMORY, "memory is short", "Close other programs or run fewer jobs."},
    {ERROR_COMMITMENT_LIMIT, "memory is short", "Close other programs or run fewer jobs."},
    {ERROR_BAD_EXE_FORMAT, "its format is not that of a program",
     "Check that it was built for this system."},
    {ERROR_FILENAME_EXCED_RANGE, "the name or command line is too long",
     "Choose a shorter one, or use a response file."},
    {ERROR_INVALID_NAME, "the name is not one that Windows allows",
     "Avoid < > : \" | ? * in names."},
    {ERROR_BROKEN_PIPE, "nobody is at the other end any more", ""},
    {ERROR_NO_DATA, "nobody is at the other end any more", ""},
    {WSAEADDRINUSE, "the address is in use", "Choose another port, or end who uses it."},
    {WSAEADDRNOTAVAIL, "this machine does not have the address", ""},
    {WSAEAFNOSUPPORT, "this system has no addresses of this kind", "Use a loopback address."},
    {WSAEACCES, "permission is denied", "Choose a port that the system does not keep."},
    {WSAEMFILE, "this process has too many open sockets", "Close some of them."},
    {WSAENOBUFS, "memory for sockets is short", "Close other programs."},
    {WSAENETDOWN, "the network is down", ""},
    {WSAENOTCONN, "it is not connected", ""},
    {WSAENOPROTOOPT, "this system does not know the option", ""},
    {WSAECONNRESET, "the peer has broken the connection", ""},
    {WSAECONNREFUSED, "nobody listens there", ""},
    {WSAENETUNREACH, "there is no way there", ""},
    {WSAEHOSTUNREACH, "there is no way there", ""},
    {WSAETIMEDOUT, "there was no answer", ""},
};

}  // namespace

SystemCode lastSystemCode() noexcept { return static_cast<SystemCode>(::GetLastError()); }

SystemReason systemReason(SystemCode code) {
  const DWORD number = static_cast<DWORD>(code);
  wchar_t buffer[512];
  const DWORD length = ::FormatMessageW(
      FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK,
      nullptr, number, 0, buffer, static_cast<DWORD>(std::size(buffer)), nullptr);
  std::string words = win::narrow({buffer, length});
  while (!words.empty() && (words.back() == ' ' || words.back() == '.')) words.pop_back();
  if (words.empty()) words = "error " + std::to_string(number);
  for (const PlainReason& plain : kPlainReasons) {
    if (plain.code == number) return {plain.reason, words, plain.suggestion};
  }
  return {words, words, ""};
}

}  // namespace sys

#include "Windows/Text.cpp"
