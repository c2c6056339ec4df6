// lib/sys/PseudoTerminal.cpp -- A device with two ends on this side, opened for one child.
#include "sys/PseudoTerminal.hpp"

#include <utility>

#include "Error.hpp"
#include "PseudoTerminalOs.hpp"

namespace sys {

PseudoTerminal::PseudoTerminal(TerminalSize size) : size_(size) {}

PseudoTerminal::PseudoTerminal(PseudoTerminal&& other) noexcept { *this = std::move(other); }

PseudoTerminal& PseudoTerminal::operator=(PseudoTerminal&& other) noexcept {
  if (this == &other) return *this;
  close();
  size_ = other.size_;
  output_ = std::move(other.output_);
  input_ = std::move(other.input_);
  control_ = std::exchange(other.control_, native::kNoHandle);
  return *this;
}

PseudoTerminal::~PseudoTerminal() { close(); }

// Returns what the child's streams are to become.
native::Handle PseudoTerminal::open(OwnedHandle& theirs) {
  close();
  Os::Ends ends;
  control_ = Os::open(size_, ends);
  output_ = Pipe(ends.output.release(), Pipe::Way::FromTerminal);
  input_ = Pipe(ends.input.release(), Pipe::Way::ToChild);
  theirs = std::move(ends.theirs);
  return theirs ? theirs.get() : control_;
}

void PseudoTerminal::resize(TerminalSize size) try {
  if (!isOpen()) fail("", "cannot resize a terminal", "it is not open");
  Os::resize(control_, size);
  size_ = size;
} catch (...) {
  rethrowAsString();
}

void PseudoTerminal::programEnded() {
  if (!Os::kControlHoldsOutput || !isOpen()) return;
  Os::close(std::exchange(control_, native::kNoHandle));
}

// The pipes first: what nobody reads must not keep the terminal.
void PseudoTerminal::close() {
  output_.close();
  input_.close();
  if (isOpen()) Os::close(std::exchange(control_, native::kNoHandle));
}

}  // namespace sys

#include "platform/PseudoTerminal.cpp"
