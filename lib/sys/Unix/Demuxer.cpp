// lib/sys/Unix/Demuxer.cpp -- Passes on to the means of waiting that was chosen.
#include "DemuxerOs.hpp"

#include <algorithm>
#include <iterator>

#include "Unix/Backend.hpp"

namespace sys {

// What the platform has, the best first; see platform/Backends.cpp.
struct Demuxer::OsOperation {
  struct Choice {
    std::string_view name;
    std::unique_ptr<OsBackend> (*make)();  // Null if this system has it not.
  };
  static std::span<const Choice> choices();

  static OsBackend& platform(const State& state) {
    return *static_cast<OsBackend*>(state.platform);
  }
  static OsBackend& platform(Demuxer& demuxer) { return platform(*demuxer.state_); }
};

void Demuxer::Os::open(State& state, std::string_view backEnd) {
  for (const OsOperation::Choice& choice : OsOperation::choices()) {
    if (!backEnd.empty() && backEnd != choice.name) continue;
    std::unique_ptr<OsBackend> made = choice.make();
    if (made == nullptr) continue;
    made->name = choice.name;
    state.platform = made.release();
    return;
  }
  std::string known;
  for (const std::string& name : backEnds()) known += (known.empty() ? "" : ", ") + name;
  fail(backEnd, "cannot wait for events", "this system has no such means",
       "Use one of: " + known + ".");
}

void Demuxer::Os::close(State& state) noexcept { delete &OsOperation::platform(state); }

std::string_view Demuxer::Os::backEnd(const State& state) {
  return OsOperation::platform(state).name;
}

std::vector<std::string> Demuxer::Os::backEnds() {
  std::vector<std::string> names;
  for (const OsOperation::Choice& choice : OsOperation::choices()) {
    if (choice.make() != nullptr) names.emplace_back(choice.name);
  }
  return names;
}

void Demuxer::Os::start(Demuxer& demuxer, StreamOperation& operation) {
  OsOperation::platform(demuxer).start(demuxer, operation);
}

void Demuxer::Os::endAhead(Demuxer& demuxer, Channel& channel) noexcept {
  OsOperation::platform(demuxer).endAhead(channel);
}

void Demuxer::Os::forget(Demuxer& demuxer, Channel& channel) noexcept {
  OsOperation::platform(demuxer).forget(channel);
}

void Demuxer::Os::release(ReceiveLent& operation) noexcept {
  static_cast<OsBackend*>(operation.lender_)->release(operation);
}

void Demuxer::Os::startExitWait(Demuxer& demuxer, SystemOperation& operation, native::ProcessId id,
                                native::Handle exit) {
  OsOperation::platform(demuxer).startExitWait(demuxer, operation, id, exit);
}

void Demuxer::Os::startInterrupt(Demuxer& demuxer, Interrupt& operation, native::Handle source) {
  OsOperation::platform(demuxer).startInterrupt(demuxer, operation, source);
}

void Demuxer::Os::cancel(Demuxer& demuxer, Operation& operation) noexcept {
  OsOperation::platform(demuxer).cancel(demuxer, operation);
}

void Demuxer::Os::wait(Demuxer& demuxer, Deadline deadline) {
  OsOperation::platform(demuxer).wait(demuxer, deadline);
}

void Demuxer::Os::wake(State& state) noexcept { OsOperation::platform(state).wakeUp.send(); }

void Demuxer::Os::drain(Demuxer& demuxer) noexcept {
  OsOperation::platform(demuxer).drain(demuxer);
}

}  // namespace sys

#include "platform/Backends.cpp"
#include "platform/WakeUp.cpp"
