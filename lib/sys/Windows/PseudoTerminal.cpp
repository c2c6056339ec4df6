// lib/sys/Windows/PseudoTerminal.cpp -- A console without a window, which a process of its own
// draws into a pipe (Windows 10, version 1809).
//
// Quirks: its output ends only when it is closed. Before Windows 11 24H2 closing waits until all is
// read (https://learn.microsoft.com/windows/console/closepseudoconsole), so another thread does it.
#include <algorithm>

#include "PipeOs.hpp"
#include "PseudoTerminalOs.hpp"
#include "Windows/Windows.hpp"

namespace sys {

namespace {

// HPCON, which older headers lack.
using Console = void*;

// The functions of a pseudo-console, which not every Windows has.
struct ConsoleCalls {
  HRESULT(WINAPI* create)(COORD size, HANDLE input, HANDLE output, DWORD flags, Console* console);
  HRESULT(WINAPI* resize)(Console console, COORD size);
  void(WINAPI* close)(Console console);

  static const ConsoleCalls& get() {
    static const ConsoleCalls calls;
    return calls;
  }

private:
  ConsoleCalls() {
    const HMODULE kernel = ::GetModuleHandleW(L"kernel32.dll");
    find(kernel, "CreatePseudoConsole", create);
    find(kernel, "ResizePseudoConsole", resize);
    find(kernel, "ClosePseudoConsole", close);
  }

  template <typename Call>
  static void find(HMODULE kernel, const char* name, Call& call) {
    call = reinterpret_cast<Call>(
        reinterpret_cast<void*>(kernel != nullptr ? ::GetProcAddress(kernel, name) : nullptr));
    if (call == nullptr) {
      fail("", "cannot open a pseudo-terminal",
           "this Windows has no pseudo-consoles, which came with version 1809 of Windows 10");
    }
  }
};

COORD sizeFrom(TerminalSize size) {
  const auto limited = [](unsigned count) {
    return static_cast<SHORT>(std::clamp(count, 1U, unsigned{SHRT_MAX}));
  };
  return {limited(size.columns), limited(size.rows)};
}

// The code of an error of this system is in an HRESULT's lower half.
SystemCode codeOf(HRESULT result) { return static_cast<SystemCode>(HRESULT_CODE(result)); }

DWORD WINAPI closeConsole(void* console) {
  ConsoleCalls::get().close(console);
  return 0;
}

}  // namespace

native::Handle PseudoTerminal::Os::open(TerminalSize size, Ends& ends) {
  const ConsoleCalls& calls = ConsoleCalls::get();
  PipeEnds shown = openPipe(false);
  PipeEnds typed = openPipe(true);
  Console console = nullptr;
  const HRESULT result = calls.create(sizeFrom(size), win::toHandle(typed.theirs.get()),
                                      win::toHandle(shown.theirs.get()), 0, &console);
  if (FAILED(result)) fail("", "cannot open a pseudo-terminal", codeOf(result));
  ends.output = std::move(shown.ours);
  ends.input = std::move(typed.ours);
  return win::fromHandle(console);
}

void PseudoTerminal::Os::resize(native::Handle control, TerminalSize size) {
  const HRESULT result = ConsoleCalls::get().resize(win::toHandle(control), sizeFrom(size));
  if (FAILED(result)) fail("", "cannot resize a pseudo-terminal", codeOf(result));
}

void PseudoTerminal::Os::close(native::Handle control) noexcept {
  const HANDLE console = win::toHandle(control);
  if (!::QueueUserWorkItem(closeConsole, console, WT_EXECUTELONGFUNCTION)) closeConsole(console);
}

}  // namespace sys
