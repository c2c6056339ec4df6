// tools/sysmake/Runner.cpp -- A job is over when its process has ended and everybody who could
// write to its pipe is gone: only then its output is whole and its files are left alone.
#include "sysmake/Runner.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "sys/Capture.hpp"
#include "sys/Terminal.hpp"
#include "sysmake/ShellFree.hpp"

namespace sysmake {

struct Runner::Job {
  explicit Job(Runner& owner) : runner(owner) {}

  void ended() { runner.finish(*this); }

  Runner& runner;
  Edge* edge = nullptr;
  sys::Capture capture;
};

namespace {

constexpr int kCannotStart = 127;  // As a shell says.
// How long what is asked to end has to put things in order: compilers remove what they have begun.
constexpr std::chrono::seconds kPartingTime{1};
// How long what was killed may take to vanish before it is left behind.
constexpr std::chrono::seconds kDeathTime{5};

// The signals by which a user ends a program; their numbers are the same on all systems.
bool isInterruption(int signal) { return signal == 1 || signal == 2 || signal == 15; }

// Whether its output is looked through for what it has included, which a terminal may break up.
bool isReadForIncludes(const Edge& edge) { return edge.get("deps") == "msvc"; }

int codeOf(const sys::ExitStatus& status) {
  if (const auto code = status.code()) return static_cast<int>(*code);
  return 128 + status.signal().value_or(0);
}

}  // namespace

Runner::Runner(const CommandOptions& options, sys::Demuxer* demuxer)
    : options_(options), demuxer_(demuxer != nullptr ? *demuxer : own_.emplace()) {
  interrupt_.start(demuxer_, sys::Completion::to<&Runner::interrupted>(*this));
}

Runner::~Runner() {
  interrupt_.cancel();
  for (const auto& job : jobs_) job->capture.cancel();
  while (isBusy()) {
    try {
      demuxer_.runUntil(std::chrono::steady_clock::now() + std::chrono::milliseconds(1));
    } catch (const std::string&) {
      // What is given up may end as it likes.
    }
  }
}

// Whether the loop still has something of it in hand.
bool Runner::isBusy() const {
  return interrupt_.isPending() || std::any_of(jobs_.begin(), jobs_.end(), [](const auto& job) {
           return job->capture.isPending();
         });
}

void Runner::interrupted() {
  if (interrupt_.outcome() != sys::Outcome::Done) return;
  isHurried_ = isInterrupted_;
  isInterrupted_ = true;
  isTyped_ = interrupt_.kind() == sys::InterruptKind::Keyboard;
  demuxer_.stop();
}

void Runner::start(Edge& edge, const std::string& command) {
  if (spare_.empty()) spare_.push_back(std::make_unique<Job>(*this));
  Job& job = *spare_.back();
  job.edge = &edge;
  sys::Command run = shellFree(command);
  if (options_.areContained) run.contained();
  if (options_.haveLowPriority) run.priority(sys::Priority::Low);
  if (options_.memory) run.limits(sys::Limits().memory(*options_.memory));
  sys::CaptureOptions options;
  options.awaitWriters();
  if (edge.usesConsole()) {
    run.sharesTerminal();
    options.streams(sys::CapturedStreams::None);
  } else if (options_.seeTerminal && !isReadForIncludes(edge)) {
    options.terminal({.columns = sys::Terminal::output().width()});
  }
  try {
    job.capture.start(demuxer_, run, sys::Completion::to<&Job::ended>(job), sys::kForever, options);
  } catch (const std::string& why) {
    finished_.push_back({&edge, kCannotStart, false, why + "\n"});
    return;
  }
  jobs_.push_back(std::move(spare_.back()));
  spare_.pop_back();
}

void Runner::finish(Job& job) {
  if (job.capture.outcome() == sys::Outcome::Cancelled) return;
  sys::Captured captured = job.capture.take();
  const sys::ExitStatus& status = *captured.status;
  const bool wasInterrupted = status.signal() && isInterruption(*status.signal());
  finished_.push_back(
      {job.edge, codeOf(status), wasInterrupted, std::move(captured.output), status.usage()});
  const auto at = std::find_if(jobs_.begin(), jobs_.end(),
                               [&](const auto& other) { return other.get() == &job; });
  spare_.push_back(std::move(*at));
  *at = std::move(jobs_.back());
  jobs_.pop_back();
  demuxer_.stop();
}

std::optional<Finished> Runner::wait(sys::Deadline deadline) {
  if (finished_.empty()) demuxer_.runUntil(deadline);
  if (isInterrupted_ || finished_.empty()) return std::nullopt;
  Finished first = std::move(finished_.front());
  finished_.pop_front();
  return first;
}

// Who typed Ctrl-C typed it for the command on the terminal too, which may have something to put in
// order.
bool Runner::isLeftAlone(const Job& job) const { return job.edge->usesConsole() && isTyped_; }

// A second interruption must not end this process before what it has started.
void Runner::askToEnd() {
  try {
    if (!interrupt_.isPending()) {
      interrupt_.start(demuxer_, sys::Completion::to<&Runner::interrupted>(*this));
    }
  } catch (const std::string&) {
    // Then it does, and what was asked to end is left to itself.
  }
  for (const auto& job : jobs_) {
    if (!isLeftAlone(*job)) job->capture.terminate();
  }
  const sys::Deadline deadline = std::chrono::steady_clock::now() + kPartingTime;
  while (!isHurried_) {
    if (!awaitEnd(deadline)) return;
  }
}

bool Runner::awaitEnd(sys::Deadline deadline) {
  return !jobs_.empty() && demuxer_.runUntil(deadline) &&
         std::chrono::steady_clock::now() < deadline;
}

// Until their ends are seen they may still write.
void Runner::abort() {
  askToEnd();
  sys::Deadline deadline = std::chrono::steady_clock::now() + kDeathTime;
  for (const auto& job : jobs_) {
    if (isLeftAlone(*job)) {
      deadline = sys::kForever;
    } else {
      job->capture.kill();
    }
  }
  while (awaitEnd(deadline)) {
  }
  finished_.clear();
}

}  // namespace sysmake
