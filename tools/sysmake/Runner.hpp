#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sys/Demuxer.hpp"
#include "sys/Process.hpp"
#include "sys/Signals.hpp"
#include "sysmake/Graph.hpp"

namespace sysmake {

/// How an edge's command ended.
struct Finished {
  Edge* edge = nullptr;
  int code = 0;  // What a shell would say: 128 and more is a signal.
  bool wasInterrupted = false;
  std::string output;  // What it wrote to output and error, in order.
  sys::Usage usage = {};
};

/// How all commands are run.
struct CommandOptions {
  bool haveLowPriority = false;
  bool seeTerminal = false;                  // What they print in colour is kept so.
  bool areContained = false;                 // None of their processes outlives an interruption.
  std::optional<std::uint64_t> memory = {};  // What each of their processes may have, in bytes.
};

/// Runs commands side by side, in one thread.
class Runner {
public:
  /// Waits with `demuxer`, which then serves others too, or, if there is none, with one of its own.
  /// From now on a request to this process to end is not fatal but told by `isInterrupted`.
  Runner(const CommandOptions& options, sys::Demuxer* demuxer);
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;
  ~Runner();

  /// How many commands were started and not yet handed back by `wait`.
  std::size_t active() const { return jobs_.size() + finished_.size(); }

  /// Starts `command` for `edge`. One that cannot be started has failed.
  void start(Edge& edge, const std::string& command);

  /// The next command that has ended; nothing at `deadline`, and when there is an interruption.
  std::optional<Finished> wait(sys::Deadline deadline);

  bool isInterrupted() const { return isInterrupted_; }

  /// Asks all that runs to end, kills what has not done so after a second or when this process is
  /// asked to end once more, and waits for the end of it, which `wait` does not tell any more.
  void abort();

private:
  struct Job;

  void finish(Job& job);
  void interrupted();
  bool isBusy() const;
  bool isLeftAlone(const Job& job) const;
  void askToEnd();
  bool awaitEnd(sys::Deadline deadline);

  CommandOptions options_;
  std::optional<sys::Demuxer> own_;
  sys::Demuxer& demuxer_;
  std::vector<std::unique_ptr<Job>> jobs_;
  std::vector<std::unique_ptr<Job>> spare_;
  std::deque<Finished> finished_;
  sys::Interrupt interrupt_;
  bool isInterrupted_ = false;
  bool isTyped_ = false;    // The interruption, at the terminal.
  bool isHurried_ = false;  // By a second one.
};

}  // namespace sysmake
