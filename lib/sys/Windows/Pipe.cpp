// lib/sys/Windows/Pipe.cpp -- Anonymous pipes know no overlapped calls, so ours are named, with
// names that nobody guesses.
//
// Quirks: a second server for a name is refused (FIRST_PIPE_INSTANCE), and so are clients on other
// machines (REJECT_REMOTE_CLIENTS). Of the only instance we are the client ourselves, at once;
// should somebody else ever be quicker, our own open fails.
#include "PipeOs.hpp"
#include "RandomName.hpp"
#include "Windows/Windows.hpp"

namespace sys {

// What can be written ahead of the reading.
static constexpr DWORD kPipeBytes = 65536;

PipeEnds openPipe(bool toChild) {
  // The process's number is for those who look at a list of pipes.
  const std::wstring name =
      win::widen(R"(\\.\pipe\sys-)" + std::to_string(::GetCurrentProcessId()) + "-" + randomName());
  PipeEnds ends;
  const HANDLE ours = ::CreateNamedPipeW(
      name.c_str(),
      (toChild ? PIPE_ACCESS_OUTBOUND : PIPE_ACCESS_INBOUND) | FILE_FLAG_FIRST_PIPE_INSTANCE |
          FILE_FLAG_OVERLAPPED,
      PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS, 1,
      toChild ? kPipeBytes : 0, toChild ? 0 : kPipeBytes, 0, nullptr);
  if (ours == INVALID_HANDLE_VALUE) fail("", "cannot make a pipe", lastSystemCode());
  ends.ours.reset(win::fromHandle(ours));

  // Synchronous, as programs expect of their streams; some ask what they write to, or set how they
  // read.
  const DWORD access =
      toChild ? GENERIC_READ | FILE_WRITE_ATTRIBUTES : GENERIC_WRITE | FILE_READ_ATTRIBUTES;
  const HANDLE theirs = ::CreateFileW(name.c_str(), access, 0, nullptr, OPEN_EXISTING, 0, nullptr);
  if (theirs == INVALID_HANDLE_VALUE) fail("", "cannot make a pipe", lastSystemCode());
  ends.theirs.reset(win::fromHandle(theirs));
  return ends;
}

}  // namespace sys
