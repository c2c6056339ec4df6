// tools/sysmake/Progress.cpp -- Ninja's status format, and lines that fit a terminal.
#include "sysmake/Progress.hpp"

#include <algorithm>
#include <cmath>

#include "sysmake/Concat.hpp"

namespace sysmake {

namespace {

std::string padded(std::int64_t value, std::size_t width, char filler) {
  std::string text = std::to_string(value);
  if (text.size() < width) text.insert(0, width - text.size(), filler);
  return text;
}

// "12.5" for 12.46 with one digit.
std::string fixedPoint(double value, int digits) {
  std::int64_t scale = 1;
  for (int i = 0; i < digits; ++i) scale *= 10;
  const std::int64_t scaled = std::llround(value * static_cast<double>(scale));
  return concat(scaled / scale, ".", padded(scaled % scale, static_cast<std::size_t>(digits), '0'));
}

std::string rateText(double rate) { return rate < 0 ? "?" : fixedPoint(rate, 1); }

std::string percentText(int part, int whole) {
  return padded(whole == 0 ? 0 : std::int64_t{100} * part / whole, 3, ' ') + "%";
}

std::string clockText(double seconds, bool withHours) {
  const auto whole = static_cast<std::int64_t>(seconds);
  const std::string rest =
      padded(withHours ? whole % 3600 / 60 : whole / 60, 2, '0') + ":" + padded(whole % 60, 2, '0');
  return withHours ? concat(whole / 3600, ":", rest) : rest;
}

std::string timeText(char letter, const Progress& progress) {
  const double elapsed = static_cast<double>(progress.elapsedMs) / 1e3;
  double remaining = -1;
  if (progress.finished != 0 && progress.total != 0) {
    remaining = elapsed * (progress.total - progress.finished) / progress.finished;
  }
  const double seconds = letter == 'e' || letter == 'w' ? elapsed : remaining;
  if (seconds < 0) return "?";
  if (letter == 'e' || letter == 'E') return fixedPoint(seconds, 3);
  return clockText(seconds, elapsed >= 3600 || remaining >= 3600);
}

// The length of the escape sequence that starts at `at`, 0 if none does: ESC [ parameters letter.
std::size_t escapeLength(std::string_view text, std::size_t at) {
  if (text[at] != '\x1b') return 0;
  if (at + 1 == text.size() || text[at + 1] != '[') return 1;
  std::size_t end = at + 2;
  while (end < text.size() && (text[end] < '@' || text[end] > '~')) ++end;
  return std::min(end + 1, text.size()) - at;
}

// The length of the character that starts at `at`, with the bytes that continue it.
std::size_t characterLength(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end - at;
}

// Calls `use(piece, isEscape)` for each escape sequence and each character.
template <class Use>
void eachPiece(std::string_view text, Use use) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t escape = escapeLength(text, at);
    const std::size_t length = escape != 0 ? escape : characterLength(text, at);
    use(text.substr(at, length), escape != 0);
    at += length;
  }
}

}  // namespace

void RateMeter::edgeFinished(std::int64_t nowMs) {
  times_.push_back(nowMs);
  if (times_.size() > edges_) times_.pop_front();
}

double RateMeter::rate() const {
  if (times_.size() < 2 || times_.back() == times_.front()) return -1;
  return static_cast<double>(times_.size()) * 1e3 /
         static_cast<double>(times_.back() - times_.front());
}

std::string formatProgress(std::string_view format, const Progress& progress) {
  std::string text;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      text.push_back(format[i]);
      continue;
    }
    const char letter = ++i < format.size() ? format[i] : '\0';
    const double elapsed = static_cast<double>(progress.elapsedMs) / 1e3;
    switch (letter) {
      case '%':
        text.push_back('%');
        break;
      case 's':
        text += concat(progress.started);
        break;
      case 't':
        text += concat(progress.total);
        break;
      case 'r':
        text += concat(progress.started - progress.finished);
        break;
      case 'u':
        text += concat(progress.total - progress.started);
        break;
      case 'f':
        text += concat(progress.finished);
        break;
      case 'o':
        text += rateText(elapsed > 0 ? progress.finished / elapsed : -1);
        break;
      case 'c':
        text += rateText(progress.currentRate);
        break;
      case 'p':
      case 'P':
        text += percentText(progress.finished, progress.total);
        break;
      case 'e':
      case 'w':
      case 'E':
      case 'W':
        text += timeText(letter, progress);
        break;
      default:
        throw concat("unknown placeholder '%", std::string_view(&letter, letter != 0),
                     "' in $NINJA_STATUS");
    }
  }
  return text;
}

std::size_t columnsOf(std::string_view text) {
  std::size_t columns = 0;
  eachPiece(text, [&](std::string_view, bool isEscape) { columns += isEscape ? 0 : 1; });
  return columns;
}

std::string elideMiddle(std::string_view text, std::size_t columns) {
  constexpr std::string_view kGap = "...";
  const std::size_t all = columnsOf(text);
  if (all <= columns) return std::string(text);
  if (columns <= kGap.size()) return std::string(kGap.substr(0, columns));
  const std::size_t kept = columns - kGap.size();
  const std::size_t head = kept / 2;
  const std::size_t tail = all - (kept - head);
  std::string elided;
  std::size_t at = 0;
  eachPiece(text, [&](std::string_view piece, bool isEscape) {
    if (isEscape || at < head || at >= tail) elided += piece;
    if (isEscape) return;
    if (at == head) elided += kGap;
    ++at;
  });
  return elided;
}

std::string withoutEscapes(std::string_view text) {
  std::string plain;
  eachPiece(text, [&](std::string_view piece, bool isEscape) {
    if (!isEscape) plain += piece;
  });
  return plain;
}

}  // namespace sysmake
