// tools/sysmake/Status.cpp -- On a terminal one live line, in a file a line for each edge; what a
// command prints is never torn by either.
#include "sysmake/Status.hpp"

#include <algorithm>
#include <utility>

#include "sys/Environment.hpp"
#include "sys/Terminal.hpp"
#include "sysmake/Concat.hpp"

namespace sysmake {

namespace {

constexpr std::int64_t kDrawEveryMs = 40;  // No eye reads faster, and terminals are slow.
constexpr std::int64_t kLongMs = 2000;     // From when on what runs longest is shown.
constexpr std::int64_t kTickMs = 1000;     // How often its time is.

}  // namespace

Screen Screen::host() {
  const sys::Terminal output = sys::Terminal::output();
  const std::string forced = sys::Environment::get("CLICOLOR_FORCE").value_or("0");
  Screen screen;
  // Without a reader the build goes on: what it makes is worth more than its report.
  screen.output = [output](std::string_view text) { output.write(text); };
  screen.error = [](std::string_view text) { sys::Terminal::error().write(text); };
  screen.width = [output] { return output.width(); };
  screen.isLive = output.isInteractive() && sys::Environment::get("TERM") != "dumb";
  screen.erasesByEscape = output.hasColor();
  screen.keepsColor = output.hasColor() || (!forced.empty() && forced != "0");
  return screen;
}

Status::Status(Screen screen, std::string name, Verbosity verbosity, std::string_view format,
               std::size_t jobs)
    : screen_(std::move(screen)),
      name_(std::move(name)),
      verbosity_(verbosity),
      format_(format.empty() ? "[%f/%t] " : format),
      rate_(jobs) {
  if (verbosity_ == Verbosity::Verbose) screen_.isLive = false;
}

void Status::begin() {
  progress_ = {};
  running_.clear();
  shown_ = nullptr;
  if (record_ != nullptr) record_->begin();
}

void Status::setTotal(int edges) {
  progress_.total = edges;
  if (record_ != nullptr) record_->setTotal(edges);
}

void Status::setCounts(int started, int finished) {
  progress_.started = started;
  progress_.finished = finished;
}

std::string Status::label(const Edge& edge) const {
  std::string text;
  if (verbosity_ != Verbosity::Verbose) text = edge.get("description");
  return text.empty() ? edge.command() : text;
}

std::string Status::line(const Edge& edge, std::int64_t nowMs) {
  progress_.elapsedMs = nowMs;
  progress_.currentRate = rate_.rate();
  return formatProgress(format_, progress_) + label(edge);
}

void Status::edgeStarted(const Edge& edge, std::int64_t nowMs) {
  ++progress_.started;
  running_.push_back({&edge, nowMs});
  if (record_ != nullptr) record_->edgeStarted(edge);
  if (explanations_ != nullptr) {
    for (const std::string& reason : explanations_->of(edge)) tell(" explain: ", reason);
  }
  if (edge.usesConsole()) {
    printEdge(edge, nowMs);
    print("");
    onConsole_ = &edge;
  } else if (screen_.isLive) {
    printEdge(edge, nowMs);
  }
}

void Status::edgeFinished(const Edge& edge, std::int64_t nowMs, int code, std::string_view output,
                          const sys::Usage& usage) {
  ++progress_.finished;
  rate_.edgeFinished(nowMs);
  if (record_ != nullptr) record_->edgeFinished(edge, code, output, usage);
  std::erase_if(running_, [&](const Running& running) { return running.edge == &edge; });
  if (onConsole_ == &edge) {
    onConsole_ = nullptr;
    print(std::exchange(held_, {}));
    if (screen_.isLive) printEdge(edge, nowMs);
  } else {
    printEdge(edge, nowMs);
  }
  if (code == 0 && output.empty()) return;
  // Its own line stays above its output.
  if (screen_.isLive && verbosity_ != Verbosity::Quiet) print(line(edge, nowMs) + "\n");
  printWhole(edge, code, output);
}

void Status::printWhole(const Edge& edge, int code, std::string_view output) {
  std::string text;
  if (code != 0) {
    const std::string_view red = screen_.erasesByEscape ? "\x1b[31m" : "";
    const std::string_view plain = screen_.erasesByEscape ? "\x1b[0m" : "";
    text += concat(red, "FAILED: [code=", code, "] ", plain);
    for (const Node* made : edge.outputs) text += concat(made->path, " ");
    text += concat("\n", edge.command(), "\n");
  }
  text += screen_.keepsColor ? std::string(output) : withoutEscapes(output);
  print(text);
}

// Prints an edge's line, or has it shown by the live one.
void Status::printEdge(const Edge& edge, std::int64_t nowMs) {
  if (verbosity_ == Verbosity::Quiet) return;
  if (!screen_.isLive) return print(line(edge, nowMs) + "\n");
  shown_ = &edge;
  if (onConsole_ != nullptr) return;
  const bool isDue = drawnColumns_ == 0 || nowMs - drawnMs_ >= kDrawEveryMs || edge.usesConsole();
  if (isDue) return draw(nowMs);
  if (!dueMs_) dueMs_ = drawnMs_ + kDrawEveryMs;
}

std::optional<std::int64_t> Status::refreshMs() const {
  return onConsole_ != nullptr ? std::nullopt : dueMs_;
}

void Status::refresh(std::int64_t nowMs) {
  if (onConsole_ != nullptr || !dueMs_ || nowMs < *dueMs_) return;
  draw(nowMs);
}

// Draws the live line anew, over the old one.
void Status::draw(std::int64_t nowMs) {
  if (shown_ == nullptr) return;
  const std::size_t width = screen_.width();
  const std::string tail = longest(nowMs, width / 2);
  std::string text = elideMiddle(line(*shown_, nowMs), width - std::min(width, columnsOf(tail)));
  text += tail;
  const std::size_t columns = columnsOf(text);
  std::string drawn = "\r" + text;
  if (screen_.erasesByEscape) {
    drawn += "\x1b[K";
  } else if (columns < drawnColumns_) {
    drawn.append(drawnColumns_ - columns, ' ');
  }
  screen_.output(drawn);
  drawnColumns_ = std::max<std::size_t>(1, columns);
  drawnMs_ = nowMs;
  dueMs_.reset();
  if (!running_.empty()) dueMs_ = nowMs + kTickMs;
}

// What has run longest, if that is long: " (12s: Building big.o)".
std::string Status::longest(std::int64_t nowMs, std::size_t columns) const {
  if (running_.empty() || nowMs - running_.front().startedMs < kLongMs) return {};
  const std::string seconds = concat((nowMs - running_.front().startedMs) / 1000, "s");
  if (running_.front().edge == shown_) return concat(" (", seconds, ")");
  const std::string text = concat(seconds, ": ", label(*running_.front().edge));
  if (columns < 12) return {};
  return concat(" (", elideMiddle(text, columns - 3), ")");
}

// Prints whole lines below what is on the screen.
void Status::print(std::string_view text) {
  if (onConsole_ != nullptr) {
    held_ += text;
    if (!held_.empty() && held_.back() != '\n') held_ += '\n';
    return;
  }
  std::string whole;
  if (drawnColumns_ != 0) whole = "\n";
  drawnColumns_ = 0;
  whole += text;
  if (!whole.empty() && whole.back() != '\n') whole += '\n';
  if (!whole.empty()) screen_.output(whole);
}

void Status::end() {
  running_.clear();
  dueMs_.reset();
  if (record_ != nullptr) record_->end();
  if (onConsole_ != nullptr) {
    onConsole_ = nullptr;
    print(std::exchange(held_, {}));
  }
  print("");
}

void Status::info(std::string_view text) {
  keep(BuildRecord::MessageKind::Info, text);
  print(concat(name_, ": ", text, "\n"));
}

void Status::warning(std::string_view text) {
  keep(BuildRecord::MessageKind::Warning, text);
  tell(": warning: ", text);
}

void Status::error(std::string_view text) {
  keep(BuildRecord::MessageKind::Error, text);
  tell(": error: ", text);
}

void Status::keep(BuildRecord::MessageKind kind, std::string_view text) {
  if (record_ != nullptr) record_->message(kind, text);
}

void Status::tell(std::string_view kind, std::string_view text) {
  if (onConsole_ == nullptr) print("");
  screen_.error(concat(name_, kind, text, "\n"));
}

}  // namespace sysmake
