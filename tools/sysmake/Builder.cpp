// tools/sysmake/Builder.cpp -- Starts what may run, remembers what has ended, and leaves nothing
// half done behind.
#include "sysmake/Builder.hpp"

#include <absl/cleanup/cleanup.h>

#include <algorithm>
#include <utility>

#include "sys/Directory.hpp"
#include "sys/File.hpp"
#include "sysmake/Deps.hpp"
#include "sysmake/Dyndep.hpp"

namespace sysmake {

namespace {

constexpr int kInterrupted = 130;

std::string removeQuietly(const sys::Path& path) {
  try {
    sys::File::remove(path);
    return {};
  } catch (const std::string& why) {
    return why;
  }
}

}  // namespace

Builder::Builder(Graph& graph, State& state, Scan& scan, const BuildOptions& options,
                 Status& status, sys::Path clockFile)
    : graph_(graph),
      state_(state),
      options_(options),
      status_(status),
      scan_(scan),
      plan_(graph, scan, state),
      clockFile_(std::move(clockFile)) {
  plan_.onDyndepMade = [this](Node& file) { loadDyndepOf(file); };
}

void Builder::add(Node& target) {
  std::vector<Node*> validations;
  scan_.visitAll(target, validations);
  if (target.producer == nullptr || !scan_.isReady(*target.producer)) plan_.add(target);
  plan_.addValidations(validations);
}

void Builder::loadDyndepOf(Node& file) {
  const std::vector<Edge*> edges = loadDyndep(graph_, file);
  scan_.grow();
  plan_.dyndepLoaded(file, edges);
}

std::int64_t Builder::nowMs() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               begin_)
      .count();
}

BuildResult Builder::build() {
  begin_ = std::chrono::steady_clock::now();
  plan_.prepare();
  status_.begin();
  status_.setTotal(plan_.commands());
  failuresLeft_ = options_.failuresAllowed;
  if (!options_.isDryRun) runner_.emplace(options_.commands, options_.demuxer);
  const absl::Cleanup over = [this] {
    try {
      cleanUp();
      status_.end();
    } catch (const std::string& why) {
      status_.warning(why);
    }
    runner_.reset();
  };
  return loop();
}

BuildResult Builder::loop() {
  while (plan_.hasMoreToDo()) {
    if (failuresLeft_ > 0) startAll();
    if (running_.empty()) return plan_.hasMoreToDo() ? stuck() : BuildResult{};
    std::optional<Finished> finished = wait();
    if (!finished || finished->wasInterrupted) return {kInterrupted, "interrupted by user"};
    finish(*finished);
  }
  return {};
}

BuildResult Builder::stuck() const {
  if (failuresLeft_ <= 0) {
    return {code_, options_.failuresAllowed > 1 ? "subcommands failed" : "subcommand failed"};
  }
  if (failuresLeft_ < options_.failuresAllowed) {
    return {code_, "cannot make progress due to previous errors"};
  }
  return {1, "stuck [this is a bug]"};
}

void Builder::startAll() {
  while (running_.size() < options_.jobs) {
    Edge* edge = plan_.next();
    if (edge == nullptr) return;
    if (edge->isPhony()) {
      plan_.finish(*edge, true);
    } else {
      start(*edge);
    }
  }
}

void Builder::start(Edge& edge) {
  const Timed timed(options_.statistics, "start edge");
  status_.setTotal(plan_.commands());
  status_.edgeStarted(edge, nowMs());
  Started started{&edge, nowMs(), 0, 0, {}};
  if (options_.isDryRun) {
    running_.push_back(std::move(started));
    return;
  }
  started.command = edge.command();
  started.commandHash = Scan::commandHash(edge);
  // The command may well be this program, or start it: a generator does that.
  if (edge.has("generator")) state_.release();
  if (scan_.lacksOutputs(edge) || scan_.lacksDeps(edge)) state_.invalidate(edge);
  for (const Node* output : edge.outputs) makeDirectory(output->path);
  if (const std::string depfile = edge.getUnquoted("depfile"); !depfile.empty()) {
    makeDirectory(depfile);
  }
  if (const std::string file = edge.getUnquoted("rspfile"); !file.empty()) {
    makeDirectory(file);
    sys::File::replace(sys::Path(file), edge.get("rspfile_content"));
  }
  started.seen = clock();
  runner_->start(edge, started.command);
  running_.push_back(std::move(started));
}

void Builder::makeDirectory(std::string_view file) {
  const sys::Path parent = sys::Path(file).parent();
  if (parent.empty() || !directories_.insert(parent.text()).second) return;
  sys::Directory::create(parent);
}

// What the file system would say of a file made now. Its clock is coarser than the processor's, and
// on another machine if it is remote, so it is asked; once, until something else was made.
FileTicks Builder::clock() {
  if (clock_) return *clock_;
  if (!clockFile_.parent().empty()) makeDirectory(clockFile_.text());
  sys::File file = sys::File::openToAppend(clockFile_);
  file.append(".");
  file.close();
  clock_ = Disk::host().modified(clockFile_.text());
  return *clock_;
}

std::optional<Finished> Builder::wait() {
  if (options_.isDryRun) return Finished{running_.front().edge, 0, false, {}};
  for (;;) {
    const std::optional<std::int64_t> due = status_.refreshMs();
    const sys::Deadline deadline = due ? begin_ + std::chrono::milliseconds(*due) : sys::kForever;
    std::optional<Finished> finished = runner_->wait(deadline);
    if (finished || runner_->isInterrupted()) return finished;
    status_.refresh(nowMs());
  }
}

void Builder::finish(Finished& finished) {
  const Timed timed(options_.statistics, "finish edge");
  const auto at = std::find_if(running_.begin(), running_.end(), [&](const Started& started) {
    return started.edge == finished.edge;
  });
  const Started started = std::move(*at);
  running_.erase(at);
  clock_.reset();
  Edge& edge = *started.edge;

  // First of all, as it takes its part of the output away.
  std::vector<Node*> deps;
  if (!options_.isDryRun) takeDeps(finished, deps);
  status_.edgeFinished(edge, nowMs(), finished.code, finished.output, finished.usage);
  if (finished.code != 0) {
    code_ = finished.code;
    --failuresLeft_;
    plan_.finish(edge, false);
    return;
  }
  if (!options_.isDryRun) remember(started, deps);
  plan_.finish(edge, true);
  status_.setTotal(plan_.commands());
}

// What the command tells of its deps; if that cannot be understood it has failed.
void Builder::takeDeps(Finished& finished, std::vector<Node*>& deps) {
  try {
    deps = takeDepsOf(graph_, *finished.edge, finished.output, options_.keepsDepfiles);
    scan_.grow();
  } catch (const std::string& why) {
    if (finished.code != 0) return;  // No wonder.
    if (!finished.output.empty() && finished.output.back() != '\n') finished.output += '\n';
    finished.output += why + "\n";
    finished.code = 1;
  }
}

void Builder::remember(const Started& started, std::vector<Node*>& deps) {
  const Edge& edge = *started.edge;
  LastRun run;
  run.commandHash = started.commandHash;
  run.seen = restat(started);
  run.startedMs = static_cast<std::uint32_t>(started.atMs);
  run.endedMs = static_cast<std::uint32_t>(nowMs());
  run.hasDeps = edge.has("deps");
  if (run.hasDeps) run.outputTime = scan_.modifiedNow(*edge.outputs[0]);
  if (const std::string file = edge.getUnquoted("rspfile");
      !file.empty() && !options_.keepsResponseFiles) {
    sys::File::remove(sys::Path(file));
  }
  state_.record(edge, run, deps);
}

// Tells the plan which outputs the command left alone. Returns up to when the run has seen its
// inputs: from its start on they may have changed behind its back, but what a restat or generator
// edge writes may be newer than its inputs for good.
FileTicks Builder::restat(const Started& started) {
  const Edge& edge = *started.edge;
  const bool restats = edge.has("restat");
  FileTicks seen = started.seen;
  if (!restats && !edge.has("generator")) return seen;
  bool wasCleaned = false;
  for (Node* output : edge.outputs) {
    const FileTicks now = scan_.modifiedNow(*output);
    seen = std::max(seen, now);
    if (!restats || now != scan_.modified(*output)) continue;
    plan_.clean(*output);
    wasCleaned = true;
  }
  return wasCleaned ? started.seen : seen;
}

// Ends what still runs, and removes what it has half written.
void Builder::cleanUp() {
  if (options_.isDryRun) return;
  runner_->abort();
  for (const Started& started : std::exchange(running_, {})) {
    const std::string depfile = started.edge->getUnquoted("depfile");
    for (const Node* output : started.edge->outputs) {
      // What was not touched is whole. But a command that writes a depfile may have got that far
      // only, and then its old output looks newer than what the depfile names.
      const bool isTouched = scan_.modifiedNow(*output) != scan_.modified(*output);
      if (!isTouched && depfile.empty()) continue;
      const std::string why = removeQuietly(sys::Path(output->path));
      if (!why.empty()) status_.warning(why);
    }
    if (!depfile.empty()) removeQuietly(sys::Path(depfile));
  }
  removeQuietly(clockFile_);
}

}  // namespace sysmake
