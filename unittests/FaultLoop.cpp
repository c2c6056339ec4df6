// unittests/FaultLoop.cpp -- Runs a scenario as often as it has calls that can fail, and looks at
// what is left.
#include "FaultLoop.hpp"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "FaultPoint.hpp"
#include "FaultSupport.hpp"
#include "Residue.hpp"

namespace sys {

namespace {

using faults::state;

constexpr std::chrono::seconds kPatienceWithRun{10};
constexpr unsigned kFailuresShown = 5;

struct Sum {
  FaultReport total;
  unsigned scenarios = 0;
};

Sum& sum() {
  static Sum all;
  return all;
}

int failuresSoFar() {
  const ::testing::TestInfo* test = ::testing::UnitTest::GetInstance()->current_test_info();
  return test == nullptr ? 0 : test->result()->total_part_count();
}

class Summary : public ::testing::Environment {
public:
  void TearDown() override;
};

// What a run started with.
struct Before {
  std::vector<std::int64_t> handles;
  std::int64_t allocations = 0;
};

}  // namespace

void FaultReport::add(const FaultReport& other) {
  runs += other.runs;
  injections += other.injections;
  places += other.places;
  for (const auto& [call, errors] : other.counts) {
    for (const auto& [error, count] : errors) counts[call][error] += count;
  }
}

unsigned FaultReport::kinds() const {
  std::size_t kinds = 0;
  for (const auto& [call, errors] : counts) kinds += errors.size();
  return static_cast<unsigned>(kinds);
}

bool FaultRun::wasHurt() const { return state->injections.load() != 0; }

std::int64_t FaultRun::injectedError() const {
  const faults::Call* hit = memory_ ? nullptr : state->hit.load();
  return hit == nullptr ? 0 : faults::variantOf(*hit, state->variant.load()).fault.error;
}

std::string FaultRun::path(std::string_view name) const {
  return directory_ + "/" + std::string(name);
}

bool FaultRun::guarded(const std::function<void()>& act) {
  std::atomic<bool>& armed = memory_ ? state->memoryArmed : state->callsArmed;
  bool succeeded = false;
  error_.clear();
  armed.store(true);
  try {
    act();
    armed.store(false);
    succeeded = true;
  } catch (const std::string& text) {
    armed.store(false);
    error_.append(text, 0, error_.capacity());
    if (text.empty()) problem_ = "it threw an empty string";
  } catch (const std::bad_alloc&) {
    armed.store(false);
    problem_ = "it threw std::bad_alloc";
  } catch (...) {
    armed.store(false);
    problem_ = "it threw something that is no std::string";
  }
  if (!succeeded && !wasHurt()) problem_ = "it failed although no call did";
  return succeeded;
}

class FaultLoop::Runner {
public:
  Runner(std::string name, const Scenario& scenario, FaultOptions options, bool memory);
  ~Runner();

  FaultReport loop();

private:
  bool once(std::uint32_t place, unsigned way);
  bool finishedPlace(std::uint32_t place);
  std::vector<unsigned> waysAt(std::uint32_t place);
  void lookAround(const Before& before);
  void blame(const std::string& problem);
  void count();
  void rememberCalls();
  std::string describe() const;
  void watch();  // Ends the program if a run does not end.

  const Scenario& scenario_;
  FaultOptions options_;
  FaultReport report_;
  FaultRun run_;
  bool isThinned_;
  unsigned failedRuns_ = 0;
  std::vector<const faults::Call*> calls_;
  std::map<const faults::Call*, unsigned> turns_;

  std::atomic<std::chrono::steady_clock::rep> startedAt_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::atomic<bool> watching_ = false;
  std::thread watcher_;
};

FaultLoop::Runner::Runner(std::string name, const Scenario& scenario, FaultOptions options,
                          bool memory)
    : scenario_(scenario),
      options_(std::move(options)),
      isThinned_(options_.startsPrograms && kFaultWays != 0) {
  report_.name = std::move(name);
  run_.memory_ = memory;
  run_.error_.reserve(4096);
  run_.directory_ = ::testing::TempDir() + "sys-faults-" + std::to_string(residue::processNumber());
  faults::shareState();
  residue::makeWhatStays();
  const residue::SignalsHeld held;
  watcher_ = std::thread([this] { watch(); });
  while (!watching_.load()) std::this_thread::yield();
}

FaultLoop::Runner::~Runner() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_one();
  watcher_.join();
  residue::removeDirectory(run_.directory_);
}

void FaultLoop::Runner::watch() {
  std::unique_lock lock(mutex_);
  // The first wait makes what mingw's threads keep to wait with: no run shall seem to have left it.
  changed_.wait_for(lock, std::chrono::milliseconds(1));
  watching_.store(true);
  while (!changed_.wait_for(lock, std::chrono::milliseconds(200), [this] { return over_; })) {
    const auto startedAt = startedAt_.load();
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    if (startedAt == 0 || now - std::chrono::steady_clock::duration(startedAt) < kPatienceWithRun) {
      continue;
    }
    state->memoryArmed.store(false);
    residue::say("a run hangs: " + describe() + "\n");
    std::abort();
  }
}

// What was made to fail, in words.
std::string FaultLoop::Runner::describe() const {
  const std::uint32_t place = state->failAt.load();
  const unsigned way = state->variant.load();
  std::string text = report_.name + " with ";
  if (place == 0) return text + "nothing made to fail";
  if (run_.memory_) {
    return text + "allocation " + std::to_string(place) + (way == 0 ? "" : " and those after it") +
           " failing";
  }
  text += "call " + std::to_string(place);
  const faults::Call* hit = state->hit.load();
  if (hit == nullptr) return text + ", which was not reached";
  return text + ", " + hit->name + ", answering " + faults::variantName(*hit, way) +
         (faults::variantOf(*hit, way).repetitions == 0 ? "" : " and again");
}

// One run; true if the place was reached.
bool FaultLoop::Runner::once(std::uint32_t place, unsigned way) {
  residue::emptyDirectory(run_.directory_);
  state->failAt.store(place);
  state->variant.store(way);
  state->uses.store(0);
  state->injections.store(0);
  state->repeated.store(0);
  state->hit.store(nullptr);
  run_.problem_ = nullptr;
  const int failures = failuresSoFar();
  const unsigned problems = report_.problems;
  const Before before{residue::openHandles(), residue::liveAllocations()};
  startedAt_.store(std::chrono::steady_clock::now().time_since_epoch().count());
  scenario_(run_);
  startedAt_.store(0);
  if (run_.problem_ != nullptr) blame(std::string(run_.problem_) + " (" + run_.error_ + ")");
  if (failuresSoFar() == failures && report_.problems == problems) lookAround(before);
  if (failuresSoFar() != failures || report_.problems != problems) {
    ++failedRuns_;
    ADD_FAILURE() << "in " << describe();
  }
  count();
  if (state->injections.load() == 0) rememberCalls();
  return run_.memory_ ? state->injections.load() != 0 : state->hit.load() != nullptr;
}

void FaultLoop::Runner::lookAround(const Before& before) {
  // Memory first: what follows allocates.
  const std::int64_t allocations = residue::liveAllocations() - before.allocations;
  // The first run may fill what is kept for good.
  if (allocations != 0 && report_.runs > 0) {
    blame("it left " + std::to_string(allocations) + " allocations");
  }
  const std::vector<std::int64_t> handles = residue::openHandles();
  const bool sameCount = options_.movesHandles && handles.size() == before.handles.size();
  for (const std::int64_t handle : handles) {
    if (!sameCount && !std::binary_search(before.handles.begin(), before.handles.end(), handle) &&
        !residue::staysForGood(handle)) {
      blame("it left " + residue::describeHandle(handle));
    }
  }
  for (const std::string& file : residue::filesIn(run_.directory_)) {
    if (std::find(options_.files.begin(), options_.files.end(), file) == options_.files.end()) {
      blame("it left the file " + file);
    }
  }
  const unsigned children = residue::leftChildren();
  if (children != 0) blame("it left " + std::to_string(children) + " children");
}

void FaultLoop::Runner::blame(const std::string& problem) {
  ++report_.problems;
  ADD_FAILURE() << problem;
}

// The calls of a run that nothing hurt: those that come before a fault are the same.
void FaultLoop::Runner::rememberCalls() {
  calls_.clear();
  const std::uint32_t uses = std::min(state->uses.load(), faults::State::kLogged);
  for (std::uint32_t i = 0; i < uses; ++i) calls_.push_back(state->log[i].load());
}

void FaultLoop::Runner::count() {
  ++report_.runs;
  const std::uint32_t injections = state->injections.load();
  report_.injections += injections;
  if (injections == 0) return;
  const unsigned way = state->variant.load();
  if (run_.memory_) {
    ++report_.counts["operator new"]["std::bad_alloc"];
  } else if (const faults::Call* hit = state->hit.load()) {
    ++report_.counts[hit->name][faults::variantName(*hit, way)];
  }
}

// The ways that the call at `place` is made to fail in.
std::vector<unsigned> FaultLoop::Runner::waysAt(std::uint32_t place) {
  if (run_.memory_) {
    return isThinned_ ? std::vector<unsigned>{place % 2} : std::vector<unsigned>{0, 1};
  }
  if (place > calls_.size()) return {0};  // Probably there is no such place.
  const faults::Call* call = calls_[place - 1];
  const unsigned all = faults::variantCount(*call);
  const unsigned some = isThinned_ ? std::min(kFaultWays, all) : all;
  std::vector<unsigned> ways;
  for (unsigned i = 0; i < some; ++i) ways.push_back(turns_[call]++ % all);
  return ways;
}

// Whether the scenario has no such place.
bool FaultLoop::Runner::finishedPlace(std::uint32_t place) {
  bool reached = false;
  bool asExpected = true;
  for (const unsigned way : waysAt(place)) {
    reached |= once(place, way);
    if (failedRuns_ >= kFailuresShown) return true;
    asExpected &= run_.memory_ || place > calls_.size() || state->hit.load() == calls_[place - 1];
  }
  // What was found missing is not asked for again: the scenario has other calls now.
  if (!asExpected) once(0, 0);
  return !reached;
}

FaultReport FaultLoop::Runner::loop() {
  once(0, 0);
  once(0, 0);
  std::uint32_t place = 1;
  while (failedRuns_ < kFailuresShown && !finishedPlace(place)) ++place;
  report_.places = place - 1;
  return report_;
}

namespace {

std::string counted(const FaultReport& report) {
  return std::to_string(report.injections) + " failed in " + std::to_string(report.runs) +
         " runs at " + std::to_string(report.places) + " places with " +
         std::to_string(report.kinds()) + " kinds of error";
}

// A name that XML allows for an attribute.
std::string propertyName(const std::string& name) {
  std::string property = "faults_";
  for (const char c : name) property += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return property;
}

void publish(const FaultReport& report) {
  residue::say("[  FAULTS  ] " + report.name + ": " + counted(report) + "\n");
  ::testing::Test::RecordProperty(propertyName(report.name), counted(report));
  ++sum().scenarios;
  sum().total.add(report);
}

void Summary::TearDown() {
  const FaultReport& total = sum().total;
  if (sum().scenarios == 0) return;
  std::string text;
  for (const auto& [call, errors] : total.counts) {
    text += "[  FAULTS  ]   " + call + ":";
    for (const auto& [error, count] : errors) text += " " + error + " " + std::to_string(count);
    text += "\n";
  }
  text += "[  FAULTS  ] " + std::to_string(total.injections) +
          " calls and allocations were failed in " + std::to_string(sum().scenarios) +
          " scenarios and " + std::to_string(total.runs) + " runs, with " +
          std::to_string(total.kinds()) + " kinds of error\n";
  residue::say(text);
}

}  // namespace

FaultReport FaultLoop::runAll(std::string name, const Scenario& scenario, FaultOptions options,
                              bool memory) {
  const bool isSample = options.isSample;
  const FaultReport report = Runner(std::move(name), scenario, std::move(options), memory).loop();
  if (!isSample) publish(report);
  return report;
}

FaultReport FaultLoop::run(std::string name, const Scenario& scenario, FaultOptions options) {
  return runAll(std::move(name), scenario, std::move(options), false);
}

FaultReport FaultLoop::memory(std::string name, const Scenario& scenario, FaultOptions options) {
  return runAll(std::move(name) + " (memory)", scenario, std::move(options), true);
}

void FaultLoop::reportAtEnd() { ::testing::AddGlobalTestEnvironment(new Summary); }

void FaultTest::fail(const std::string& name, const FaultLoop::Scenario& scenario,
                     const FaultOptions& options) {
  FaultLoop::memory(name, scenario, options);
  if (*kFaultsUnavailable == '\0') FaultLoop::run(name, scenario, options);
}

void FaultTest::TearDown() {
  if (*kFaultsUnavailable != '\0') GTEST_SKIP() << kFaultsUnavailable;
}

}  // namespace sys
