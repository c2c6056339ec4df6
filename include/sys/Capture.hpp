#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sys/Clock.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Pipe.hpp"
#include "sys/Process.hpp"
#include "sys/PseudoTerminal.hpp"
#include "sys/Timer.hpp"

namespace sys {

/// A command that runs to its end while a Demuxer takes what it writes and feeds what it reads.
///
/// Like an Operation it stays where it is, completes exactly once for each start, from the loop,
/// and can then be started again; destroying one that is pending ends the program. A Demuxer that
/// is destroyed cancels it.
class Capture {
public:
  Capture();
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  ~Capture();

  /// Starts `command`; throws as `Process::start` does. It completes when the program has ended and
  /// nobody holds what is captured any more, at the latest shortly after the program's end although
  /// something it left behind keeps that open (unless the options say otherwise). At `deadline` it
  /// is killed with all that it started, and completes then, or shortly after.
  void start(Demuxer& demuxer, const Command& command, Completion completion,
             Deadline deadline = kForever, const CaptureOptions& options = {});

  bool isPending() const { return completion_.has_value(); }

  /// Kills the child with all that it started and completes soon, as cancelled. Without effect if
  /// not pending. From the Demuxer's thread only, as all of this.
  void cancel();

  /// As `Process::terminate` and `Process::kill`; it completes in its own time. Without effect if
  /// not pending.
  void terminate();
  void kill();

  /// How the last one ended: `Done` if the program did by itself or by `kill`, `TimedOut`,
  /// `Cancelled`. Throws what else kept it from being captured to its end, what a line's callback
  /// threw included; the child was then killed.
  Outcome outcome() const;

  /// What was captured, once, whatever the outcome.
  Captured take();

private:
  enum class End : unsigned char { None, TimedOut, Cancelled, Failed };
  class Lines;
  struct Source;

  void prepare(const CaptureOptions& options, Streams& streams);
  void begin(Deadline deadline, std::string_view input);
  template <typename Act>
  void guarded(Act&& act);
  void exited();
  void inputTaken();
  void deadlineCame();
  void graceEnded();
  void endIfAlone();
  void giveUp(End how);
  void fail();
  bool isQuiet() const;
  void completeWhenQuiet();
  void letGo();

  std::optional<Completion> completion_;
  Demuxer* demuxer_ = nullptr;
  std::optional<Process> child_;
  Pipe input_;
  PseudoTerminal terminal_;
  std::unique_ptr<Source> sources_[2];  // Output and error; kept for the next start.
  Send send_;
  ExitWait exit_;
  Timer deadline_;
  Timer grace_;
  Captured captured_;
  std::exception_ptr failure_;
  End end_ = End::None;
  bool hasExited_ = false;
  bool isOver_ = false;  // Nothing more is waited for.
  bool awaitsWriters_ = false;
};

}  // namespace sys
