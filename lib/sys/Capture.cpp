// lib/sys/Capture.cpp -- One child and all that is waited for with it: the last of it to come back
// completes the whole.
#include "sys/Capture.hpp"

#include <algorithm>
#include <utility>

#include "Error.hpp"

namespace sys {

// How long what a child left behind may keep its output open after its end.
static constexpr std::chrono::milliseconds kGrace{100};

// What a pipe holds on most systems.
static constexpr std::size_t kPiece = 65536;

CaptureOptions& CaptureOptions::streams(CapturedStreams which) {
  streams_ = which;
  return *this;
}

CaptureOptions& CaptureOptions::terminal(TerminalSize size) {
  streams_ = CapturedStreams::Terminal;
  terminal_ = size;
  return *this;
}

CaptureOptions& CaptureOptions::input(std::string_view text) {
  input_ = text;
  return *this;
}

CaptureOptions& CaptureOptions::keepAtMost(std::uint64_t bytes) {
  mostKept_ = bytes;
  return *this;
}

CaptureOptions& CaptureOptions::lines(LineCallback callback, std::size_t longest) {
  lines_ = callback;
  longestLine_ = longest;
  return *this;
}

CaptureOptions& CaptureOptions::awaitWriters() {
  awaitsWriters_ = true;
  return *this;
}

// The lines of a stream that arrives in pieces.
class Capture::Lines {
public:
  void begin(const std::optional<LineCallback>& callback, std::size_t longest, bool isError) {
    callback_ = callback;
    longest_ = longest;
    isError_ = isError;
    isLong_ = false;
    begun_.clear();
  }

  // No line is told of any more, from within a callback too.
  void stop() { callback_.reset(); }

  void take(std::string_view bytes) {
    while (callback_) {
      const std::size_t end = bytes.find('\n');
      if (end == std::string_view::npos) return keep(bytes);
      if (begun_.empty()) {
        deliver(bytes.substr(0, end));
      } else {
        keep(bytes.substr(0, end));
        endLine();
      }
      bytes.remove_prefix(end + 1);
    }
  }

  // The last line may lack its end.
  void end() {
    if (callback_ && !begun_.empty()) endLine();
  }

private:
  // Of a line that has begun no more than is handed out, and a "\r" after that.
  void keep(std::string_view bytes) {
    const std::size_t most = longest_ == SIZE_MAX ? longest_ : longest_ + 1;
    const std::size_t room = most - begun_.size();
    isLong_ |= bytes.size() > room;
    begun_.append(bytes.substr(0, room));
  }

  void endLine() {
    deliver(begun_);
    begun_.clear();
    isLong_ = false;
  }

  void deliver(std::string_view text) const {
    if (!isLong_ && text.ends_with('\r')) text.remove_suffix(1);
    const bool isCut = isLong_ || text.size() > longest_;
    (*callback_)({text.substr(0, longest_), isError_, isCut});
  }

  std::optional<LineCallback> callback_;
  std::size_t longest_ = 0;
  std::string begun_;
  bool isError_ = false;
  bool isLong_ = false;  // More of the line than is kept has come.
};

// One of the streams that are captured.
struct Capture::Source {
  explicit Source(Capture& captureOfThis) : capture(captureOfThis), buffer(new char[kPiece]) {}

  void more() {
    pipe.receive(receive, *capture.demuxer_, {buffer.get(), kPiece},
                 Completion::to<&Source::arrived>(*this));
  }

  void arrived() {
    capture.guarded([this] {
      if (receive.outcome() == Outcome::Done && !capture.isOver_) {
        keep({buffer.get(), receive.count()});
        if (!capture.isOver_) return more();
      }
      pipe.close();
      lines.end();
      if (receive.outcome() == Outcome::Cancelled) capture.giveUp(End::Cancelled);
      capture.endIfAlone();
    });
  }

  void keep(std::string_view bytes) {
    const std::uint64_t room = mostKept - text->size();
    const std::size_t kept = static_cast<std::size_t>(std::min<std::uint64_t>(room, bytes.size()));
    text->append(bytes.substr(0, kept));
    *dropped += bytes.size() - kept;
    lines.take(bytes);
  }

  Capture& capture;
  Pipe pipe;
  Receive receive;
  std::unique_ptr<char[]> buffer;
  std::string* text = nullptr;
  std::uint64_t* dropped = nullptr;
  std::uint64_t mostKept = 0;
  Lines lines;
};

Capture::Capture() = default;

Capture::~Capture() = default;

void Capture::start(Demuxer& demuxer, const Command& command, Completion completion,
                    Deadline deadline, const CaptureOptions& options) try {
  if (isPending()) {
    sys::fail("", "cannot capture a command", "the last one is still pending",
              "Start it again from its completion, or use another one.");
  }
  demuxer_ = &demuxer;
  Streams streams;
  prepare(options, streams);
  child_.emplace(Process::start(command, streams));
  completion_ = completion;
  begin(deadline, options.input_);
} catch (...) {
  rethrowAsString();
}

// All that may fail before there is a child.
void Capture::prepare(const CaptureOptions& options, Streams& streams) {
  captured_ = {};
  failure_ = nullptr;
  end_ = End::None;
  hasExited_ = isOver_ = false;
  awaitsWriters_ = options.awaitsWriters_;
  const auto sourceOf = [&](bool isError) -> Pipe& {
    std::unique_ptr<Source>& source = sources_[isError ? 1 : 0];
    if (source == nullptr) source = std::make_unique<Source>(*this);
    source->text = isError ? &captured_.error : &captured_.output;
    source->dropped = isError ? &captured_.errorDropped : &captured_.outputDropped;
    source->mostKept = options.mostKept_;
    source->lines.begin(options.lines_, options.longestLine_, isError);
    return source->pipe;
  };
  if (!options.input_.empty()) {
    streams.input(Stream::pipe(input_));
  } else if (options.streams_ != CapturedStreams::None) {
    streams.input(Stream::null());
  }
  if (options.streams_ == CapturedStreams::None) return;
  Pipe& output = sourceOf(false);
  if (options.streams_ == CapturedStreams::Terminal) {
    terminal_ = PseudoTerminal(options.terminal_);
    streams.terminal(terminal_);
    return;
  }
  streams.output(Stream::pipe(output));
  if (options.streams_ == CapturedStreams::Merged) streams.errorToOutput();
  if (options.streams_ == CapturedStreams::Separate) streams.error(Stream::pipe(sourceOf(true)));
}

// What fails from here on is told by the outcome: the child runs.
void Capture::begin(Deadline deadline, std::string_view input) {
  deadline_.start(*demuxer_, deadline, Completion::to<&Capture::deadlineCame>(*this));
  if (terminal_.isOpen()) sources_[0]->pipe = std::move(terminal_.output());
  guarded([&] {
    child_->awaitExit(exit_, *demuxer_, Completion::to<&Capture::exited>(*this));
    for (const auto& source : sources_) {
      if (source != nullptr && source->pipe.isOpen()) source->more();
    }
    if (!input_.isOpen()) return;
    input_.send(send_, *demuxer_, input, Completion::to<&Capture::inputTaken>(*this));
  });
}

// What an event brings about; a failure of it ends the whole.
template <typename Act>
void Capture::guarded(Act&& act) {
  try {
    act();
  } catch (...) {
    fail();
  }
  completeWhenQuiet();
}

void Capture::fail() {
  if (!failure_) failure_ = std::current_exception();
  giveUp(End::Failed);
}

// It is not waited for before all is over: until then its name is its own, and its group's.
void Capture::exited() {
  guarded([this] {
    if (exit_.outcome() == Outcome::Cancelled) return giveUp(End::Cancelled);
    hasExited_ = true;
    input_.close();
    terminal_.programEnded();
    if (!awaitsWriters_) deadline_.cancel();
    endIfAlone();
    if (isOver_ || awaitsWriters_ || end_ != End::None) return;
    grace_.start(*demuxer_, kGrace, Completion::to<&Capture::graceEnded>(*this));
  });
}

// Whether it took all of it is the child's affair.
void Capture::inputTaken() {
  guarded([this] {
    input_.close();
    if (send_.outcome() == Outcome::Cancelled && !hasExited_) giveUp(End::Cancelled);
  });
}

void Capture::deadlineCame() {
  guarded([this] {
    if (hasExited_ && !awaitsWriters_) return;
    if (deadline_.outcome() == Outcome::Done) giveUp(End::TimedOut);
  });
}

void Capture::graceEnded() {
  guarded([this] {
    isOver_ = true;
    exit_.cancel();
    for (const auto& source : sources_) {
      if (source != nullptr) source->receive.cancel();
    }
  });
}

// After the end of the child and of all that is captured there is nothing to wait for.
void Capture::endIfAlone() {
  if (!hasExited_) return;
  for (const auto& source : sources_) {
    if (source != nullptr && source->pipe.isOpen()) return;
  }
  isOver_ = true;
  deadline_.cancel();
  grace_.cancel();
}

// The first reason counts. What still arrives is taken, for as long as that may last.
void Capture::giveUp(End how) {
  if (end_ != End::None || isOver_) return;
  end_ = how;
  for (const auto& source : sources_) {
    if (source != nullptr && how != End::TimedOut) source->lines.stop();
  }
  child_->kill();
  deadline_.cancel();
  input_.close();
  if (grace_.isPending()) return grace_.cancel();
  grace_.start(*demuxer_, kGrace, Completion::to<&Capture::graceEnded>(*this));
}

void Capture::cancel() {
  if (isPending()) giveUp(End::Cancelled);
}

void Capture::terminate() {
  if (isPending()) child_->terminate();
}

void Capture::kill() {
  if (isPending()) child_->kill();
}

bool Capture::isQuiet() const {
  for (const auto& source : sources_) {
    if (source != nullptr && source->receive.isPending()) return false;
  }
  return !exit_.isPending() && !send_.isPending() && !deadline_.isPending() && !grace_.isPending();
}

// May be the end of this object: nothing is touched after the completion.
void Capture::completeWhenQuiet() {
  if (!isPending() || !isQuiet()) return;
  letGo();
  const Completion completion = *completion_;
  completion_.reset();
  completion();
}

// What is left of a child that was given up is killed once more: it may have started something.
void Capture::letGo() {
  try {
    if (end_ != End::None) child_->kill();
    const ExitStatus status = child_->wait();
    captured_.reach = status.reach();
    if (end_ == End::None) captured_.status = status;
  } catch (...) {
    if (end_ == End::None) failure_ = std::current_exception();
  }
  child_.reset();
  input_.close();
  terminal_.close();
  for (const auto& source : sources_) {
    if (source != nullptr) source->pipe.close();
  }
}

Outcome Capture::outcome() const try {
  if (failure_) std::rethrow_exception(failure_);
  if (end_ == End::TimedOut) return Outcome::TimedOut;
  return end_ == End::Cancelled ? Outcome::Cancelled : Outcome::Done;
} catch (...) {
  rethrowAsString();
}

Captured Capture::take() { return std::exchange(captured_, {}); }

Captured Process::capture(const Command& command, Deadline deadline,
                          const CaptureOptions& options) try {
  Capture capture;
  Demuxer demuxer;  // Destroyed first: it delivers what is left.
  capture.start(demuxer, command, Completion([](void*) {}, nullptr), deadline, options);
  demuxer.run();
  capture.outcome();
  return capture.take();
} catch (...) {
  rethrowAsString();
}

}  // namespace sys
