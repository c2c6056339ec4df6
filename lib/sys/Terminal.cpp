// lib/sys/Terminal.cpp -- When colour is welcome, by the rules that programs agree on.
#include "sys/Terminal.hpp"

#include "Error.hpp"
#include "TerminalOs.hpp"
#include "sys/Environment.hpp"

namespace sys {

Terminal Terminal::output() { return Terminal(1); }
Terminal Terminal::error() { return Terminal(2); }

bool Terminal::isInteractive() const { return Os::isInteractive(stream_); }

bool Terminal::hasColor() const try {
  if (!isInteractive()) return false;
  // https://no-color.org
  if (!Environment::get("NO_COLOR").value_or("").empty()) return false;
  if (Environment::get("TERM") == "dumb") return false;
  return Os::takesEscapes(stream_);
} catch (...) {
  rethrowAsString();
}

unsigned Terminal::width() const { return Os::width(stream_).value_or(80); }

bool Terminal::write(std::string_view text) const try {
  return text.empty() || Os::write(stream_, text);
} catch (...) {
  rethrowAsString();
}

}  // namespace sys

#include "platform/Terminal.cpp"
