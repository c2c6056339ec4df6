// tools/sysmake/LocatedError.cpp -- Shows the line and the place that an error is about.

#include <algorithm>

#include "sysmake/Concat.hpp"
#include "sysmake/Lexer.hpp"

namespace sysmake {
namespace {

constexpr std::size_t kMostShown = 100;
constexpr std::size_t kShownBefore = 60;

bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::size_t countCharacters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !isContinuation(c); }));
}

/// The line around `column` (a byte of it), and below it the mark.
std::string excerpt(std::string_view line, std::size_t column) {
  std::size_t from = 0;
  std::size_t to = line.size();
  if (line.size() > kMostShown) {
    from = column > kShownBefore ? column - kShownBefore : 0;
    to = std::min(line.size(), from + kMostShown);
    while (from > 0 && isContinuation(line[from])) --from;
    while (to < line.size() && isContinuation(line[to])) ++to;
  }
  std::string_view before = line.substr(from, column - from);
  std::string_view lead = from > 0 ? "..." : "";
  std::string text = concat(lead, line.substr(from, to - from));
  if (to < line.size()) text.append("...");
  text.push_back('\n');
  text.append(lead.size(), ' ');
  // A tab stays one, so that the mark is below the place however wide tabs are.
  for (char c : before) {
    if (!isContinuation(c)) text.push_back(c == '\t' ? '\t' : ' ');
  }
  return text.append("^");
}

}  // namespace

std::string locatedError(std::string_view file, std::string_view text, std::size_t offset,
                         std::string_view message) {
  std::string_view before = text.substr(0, offset);
  std::size_t lineStart = before.rfind('\n') + 1;  // 0 if there is no newline.
  std::size_t lineEnd = std::min(text.find('\n', offset), text.size());
  std::string_view line = text.substr(lineStart, lineEnd - lineStart);
  if (!line.empty() && line.back() == '\r' && offset < lineEnd) line.remove_suffix(1);
  auto lineNumber = std::count(before.begin(), before.end(), '\n') + 1;
  std::size_t column = offset - lineStart;
  return concat(file, ":", lineNumber, ":", countCharacters(line.substr(0, column)) + 1, ": ",
                message, "\n", excerpt(line, column));
}

}  // namespace sysmake
