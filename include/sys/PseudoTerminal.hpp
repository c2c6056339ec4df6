#pragma once

#include "sys/Native.hpp"
#include "sys/Pipe.hpp"

namespace sys {

class OwnedHandle;

/// What a terminal shows, in characters.
struct TerminalSize {
  unsigned columns = 80;
  unsigned rows = 24;
};

/// A terminal at which this process sits in a person's place: a child finds it at its streams (see
/// `Streams::terminal`), and shows there what it shows to people, colours and progress for example.
/// Inherited by nobody. Its pipes belong to the Demuxers they are first used with.
class PseudoTerminal {
public:
  /// One of this size that is not open; `Process::start` opens it.
  explicit PseudoTerminal(TerminalSize size = {});
  PseudoTerminal(PseudoTerminal&& other) noexcept;
  PseudoTerminal& operator=(PseudoTerminal&& other) noexcept;
  /// As `close`.
  ~PseudoTerminal();

  bool isOpen() const { return control_ != native::kNoHandle; }

  /// What its programs show: on Unix the bytes that they write, lines ending as they end them; on
  /// Windows what a console of this size draws of that, with escapes (ECMA-48). Ends when the last
  /// of them is gone, on Windows after `programEnded`. One that is not open if the terminal is not.
  Pipe& output() { return output_; }

  /// What is typed there, which the terminal shows, too, and interprets: 3 is Ctrl-C, and on Unix 4
  /// the end of what is read, at the beginning of a line. What nobody reads any more is lost, or an
  /// error.
  Pipe& input() { return input_; }

  /// Gives it another size, which its programs are told. Throws if it is not open.
  void resize(TerminalSize size);

  /// To be called when the child has ended: what it has shown still arrives, then the output ends
  /// if the system does not itself wait for what the child has left behind, as Windows does not.
  /// What is left loses the terminal there.
  void programEnded();

  /// Takes it away from its programs: on Unix they get SIGHUP, and the end where they read; on
  /// Windows they are ended. What is under way in its pipes completes as cancelled, from the loop.
  /// Without effect if it is not open.
  void close();

private:
  friend class Process;
  struct Os;  // What lib/sys/platform/PseudoTerminal.cpp provides.

  native::Handle open(OwnedHandle& theirs);

  TerminalSize size_;
  Pipe output_;
  Pipe input_;
  native::Handle control_ = native::kNoHandle;  // Of the whole.
};

}  // namespace sys
