// lib/sys/ConnectByName.cpp -- Happy eyeballs: a row of attempts, of which the first to succeed
// ends the others.
#include "sys/ConnectByName.hpp"

#include <algorithm>
#include <utility>

#include "Error.hpp"

namespace sys {

static constexpr const char* kConnect = "cannot connect";
// RFC 8305, section 5.
static constexpr std::chrono::milliseconds kPause{250};

struct ConnectByName::Attempt {
  ConnectByName* owner = nullptr;
  Address to;
  Socket socket;
  Connect connect;
  std::optional<Outcome> ended;  // None: it has not, or with an error.
  std::string error;

  void end() { owner->attemptEnded(*this); }
  std::string describe() const;
};

ConnectByName::ConnectByName() = default;

ConnectByName::~ConnectByName() = default;

std::string ConnectByName::Attempt::describe() const {
  if (!error.empty()) return error.substr(0, error.find_last_not_of('.') + 1);
  const std::string address = to.text();
  if (!ended) return address + " has not answered yet";
  switch (*ended) {
    case Outcome::Refused:
      return address + " refuses";
    case Outcome::Reset:
      return address + " has broken the connection";
    case Outcome::Unreachable:
      return address + " cannot be reached";
    default:
      return address + " does not answer";
  }
}

std::span<ConnectByName::Attempt> ConnectByName::started() const {
  return {attempts_.get(), started_};
}

void ConnectByName::start(Demuxer& demuxer, std::string_view host, std::uint16_t port,
                          Deadline deadline, Completion completion) try {
  begin(demuxer, completion);
  try {
    name_.append(host).append(":").append(std::to_string(port));
    resolve_.start(demuxer, host, port, Completion::to<&ConnectByName::resolved>(*this));
  } catch (...) {
    completion_.reset();
    throw;
  }
  limit(deadline);
} catch (...) {
  rethrowAsString();
}

void ConnectByName::start(Demuxer& demuxer, std::span<const Address> addresses, Deadline deadline,
                          Completion completion) try {
  if (addresses.empty()) fail("", kConnect, "there is no address");
  begin(demuxer, completion);
  try {
    plan(addresses);
  } catch (...) {
    completion_.reset();
    throw;
  }
  // From the loop, as everything else.
  pause_.start(demuxer, Deadline::min(), Completion::to<&ConnectByName::paused>(*this));
  limit(deadline);
} catch (...) {
  rethrowAsString();
}

void ConnectByName::begin(Demuxer& demuxer, Completion completion) {
  if (isPending()) {
    fail("", kConnect, "it is still pending",
         "Start it again from its completion, or use another one.");
  }
  attempts_.reset();
  count_ = started_ = 0;
  winner_ = nullptr;
  name_.clear();
  error_.clear();
  end_ = End::None;
  demuxer_ = &demuxer;
  completion_ = completion;
}

void ConnectByName::limit(Deadline deadline) {
  if (deadline == kForever) return;
  limit_.start(*demuxer_, deadline, Completion::to<&ConnectByName::limitEnded>(*this));
}

// In turn one of the first address's family and one of the others.
void ConnectByName::plan(std::span<const Address> addresses) {
  attempts_ = std::make_unique<Attempt[]>(addresses.size());
  const Address::Family family = addresses.front().family();
  const auto find = [&](std::size_t from, bool ofFamily) {
    while (from < addresses.size() && (addresses[from].family() == family) != ofFamily) ++from;
    return from;
  };
  std::size_t at[2] = {find(0, false), find(0, true)};
  for (bool first = true; count_ < addresses.size(); first = !first) {
    std::size_t& place = at[first ? 1 : 0];
    if (place == addresses.size()) continue;
    attempts_[count_].owner = this;
    attempts_[count_++].to = addresses[place];
    place = find(place + 1, first);
  }
}

void ConnectByName::resolved() {
  if (end_ != End::None) return completeWhenQuiet();
  try {
    const Outcome outcome = resolve_.outcome();
    if (outcome == Outcome::Cancelled) return end(End::Cancelled);
    if (outcome != Outcome::Done) return end(End::Unknown);
    plan(resolve_.addresses());
  } catch (std::string& text) {
    error_ = std::move(text);
    return end(End::Failed);
  } catch (...) {
    error_ = "out of memory";
    return end(End::Failed);
  }
  next();
}

// The next attempt that can be made; without one it is over when those under way have failed.
void ConnectByName::next() {
  while (started_ < count_ && !tryNext()) {
  }
  const bool goesOn = std::ranges::any_of(
      started(), [](const Attempt& attempt) { return attempt.connect.isPending(); });
  if (!goesOn) return end(End::Failed);
  if (started_ == count_) return;
  pause_.start(*demuxer_, kPause, Completion::to<&ConnectByName::paused>(*this));
}

bool ConnectByName::tryNext() {
  Attempt& attempt = attempts_[started_++];
  try {
    attempt.socket.connect(attempt.connect, *demuxer_, attempt.to,
                           Completion::to<&Attempt::end>(attempt));
    return true;
  } catch (std::string& text) {
    attempt.error = std::move(text);
    return false;
  }
}

// The pause is over, or was cancelled because an attempt has failed.
void ConnectByName::paused() {
  if (end_ != End::None) return completeWhenQuiet();
  next();
}

void ConnectByName::attemptEnded(Attempt& attempt) {
  if (end_ != End::None) return completeWhenQuiet();
  try {
    attempt.ended = attempt.connect.outcome();
  } catch (std::string& text) {
    attempt.error = std::move(text);
  }
  if (attempt.ended == Outcome::Done) {
    winner_ = &attempt;
    return end(End::Won);
  }
  if (attempt.ended == Outcome::Cancelled) return end(End::Cancelled);  // The Demuxer goes away.
  attempt.socket.close();
  if (pause_.isPending()) return pause_.cancel();
  next();
}

void ConnectByName::limitEnded() {
  if (end_ != End::None) return completeWhenQuiet();
  end(limit_.outcome() == Outcome::Cancelled ? End::Cancelled : End::TimedOut);
}

void ConnectByName::cancel() {
  if (isPending() && end_ == End::None) end(End::Cancelled);
}

// Gives up what is under way; the last of it to come back completes the whole.
void ConnectByName::end(End how) {
  end_ = how;
  resolve_.cancel();
  pause_.cancel();
  limit_.cancel();
  for (Attempt& attempt : started()) {
    if (&attempt != winner_) attempt.socket.close();
  }
  completeWhenQuiet();
}

bool ConnectByName::isQuiet() const {
  if (resolve_.isPending() || pause_.isPending() || limit_.isPending()) return false;
  return std::ranges::none_of(started(),
                              [](const Attempt& attempt) { return attempt.connect.isPending(); });
}

// May be the end of this object: nothing is touched after the completion.
void ConnectByName::completeWhenQuiet() {
  if (!isQuiet()) return;
  const Completion completion = *completion_;
  completion_.reset();
  completion();
}

Outcome ConnectByName::outcome() const try {
  switch (end_) {
    case End::None:
    case End::Won:
      return Outcome::Done;
    case End::Cancelled:
      return Outcome::Cancelled;
    case End::TimedOut:
      return Outcome::TimedOut;
    case End::Unknown:
      return resolve_.outcome();
    case End::Failed:
      break;
  }
  if (!error_.empty()) failAgain(error_);
  for (const Outcome worth :
       {Outcome::Refused, Outcome::Reset, Outcome::TimedOut, Outcome::Unreachable}) {
    if (std::ranges::any_of(started(), [&](auto& attempt) { return attempt.ended == worth; })) {
      return worth;
    }
  }
  fail(name_, kConnect, reasons());
} catch (...) {
  rethrowAsString();
}

// Each attempt and what came of it.
std::string ConnectByName::reasons() const {
  std::string all;
  for (const Attempt& attempt : started()) {
    if (!all.empty()) all += ", ";
    all += attempt.describe();
  }
  return all;
}

std::string ConnectByName::explanation() const try {
  if (!error_.empty()) return error_;
  std::string reason = reasons();
  if (end_ == End::Cancelled) reason = "it was cancelled";
  if (end_ == End::Unknown || (end_ == End::TimedOut && started_ == 0)) {
    const bool isUnknown = end_ == End::Unknown && resolve_.outcome() == Outcome::NotFound;
    reason = isUnknown ? "there is no such name" : "nobody tells where that is";
  }
  if (end_ == End::None || end_ == End::Won) return {};
  fail(name_, kConnect, reason);
} catch (std::string& text) {
  return std::move(text);
} catch (...) {
  rethrowAsString();
}

Socket ConnectByName::take() {
  if (winner_ == nullptr || isPending()) return {};
  return std::move(std::exchange(winner_, nullptr)->socket);
}

}  // namespace sys
