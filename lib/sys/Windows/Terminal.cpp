// lib/sys/Windows/Terminal.cpp -- Consoles take UTF-16 in pieces; everything else takes the bytes
// as they are.
#include "TerminalOs.hpp"

#include <algorithm>

#include "Windows/Windows.hpp"
#include "Wtf8.hpp"

namespace sys {

static HANDLE streamHandle(int stream) {
  return ::GetStdHandle(stream == 1 ? STD_OUTPUT_HANDLE : STD_ERROR_HANDLE);
}

// GetConsoleMode and not GetFileType: NUL is a character device too.
bool Terminal::Os::isInteractive(int stream) {
  DWORD mode = 0;
  return ::GetConsoleMode(streamHandle(stream), &mode) != 0;
}

bool Terminal::Os::takesEscapes(int stream) {
  const HANDLE console = streamHandle(stream);
  DWORD mode = 0;
  if (::GetConsoleMode(console, &mode) == 0) return false;
  if ((mode & ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0) return true;
  return ::SetConsoleMode(console, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
}

std::optional<unsigned> Terminal::Os::width(int stream) {
  CONSOLE_SCREEN_BUFFER_INFO info{};
  if (::GetConsoleScreenBufferInfo(streamHandle(stream), &info) == 0) return std::nullopt;
  return static_cast<unsigned>(info.srWindow.Right - info.srWindow.Left + 1);
}

static bool readerIsGone(DWORD error) {
  return error == ERROR_BROKEN_PIPE || error == ERROR_NO_DATA || error == ERROR_PIPE_NOT_CONNECTED;
}

// In pieces that a console takes in one call, never between the two halves of a character.
static bool writeConsole(HANDLE console, std::u16string_view text) {
  constexpr std::size_t kPiece = 8192;
  while (!text.empty()) {
    const DWORD size = static_cast<DWORD>(wtf8::wholePrefix(text, kPiece));
    DWORD written = 0;
    if (::WriteConsoleW(console, text.data(), size, &written, nullptr) == 0) return false;
    text.remove_prefix(written);
  }
  return true;
}

bool Terminal::Os::write(int stream, std::string_view text) {
  const HANDLE handle = streamHandle(stream);
  DWORD mode = 0;
  bool done = true;
  if (::GetConsoleMode(handle, &mode) != 0) {
    done = writeConsole(handle, wtf8::toShownUtf16(text));
  } else {
    while (done && !text.empty()) {
      constexpr std::size_t kPiece = 1U << 30;
      DWORD written = 0;
      const DWORD size = static_cast<DWORD>(std::min(text.size(), kPiece));
      done = ::WriteFile(handle, text.data(), size, &written, nullptr) != 0;
      text.remove_prefix(written);
    }
  }
  if (done) return true;
  const DWORD error = ::GetLastError();
  if (readerIsGone(error)) return false;
  fail(stream == 1 ? "standard output" : "standard error", "cannot write",
       static_cast<SystemCode>(error));
}

}  // namespace sys
