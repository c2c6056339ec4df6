// tools/tidy/TextChecks.cpp -- What is seen line by line: the shape of the text and its comments.
#include <algorithm>
#include <cctype>
#include <string_view>

#include "Checks.hpp"
#include "Words.hpp"

namespace tidy {

namespace {

constexpr std::size_t kColumns = 100;       // Of C++, where clang-format keeps it.
constexpr std::size_t kBuildColumns = 120;  // Of CMake files and scripts. Prose has no limit.

constexpr std::string_view kPutOff[] = {"TODO", "FIXME", "XXX", "HACK"};

std::size_t characters(std::string_view line) {
  return static_cast<std::size_t>(std::ranges::count_if(
      line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::size_t columnLimit(const Source& source) {
  const std::string_view path = source.path();
  if (source.isCpp()) return kColumns;
  const bool isProse = path.ends_with(".md") || path.ends_with(".json") ||
                       path.ends_with("exceptions.txt") || path.starts_with("unittests/skips/");
  return isProse ? std::string::npos : kBuildColumns;
}

// An address or a checksum cannot be broken.
bool hasLongWord(std::string_view line) {
  std::size_t length = 0;
  for (const char c : line) {
    length = c == ' ' ? 0 : length + 1;
    if (length > kBuildColumns / 2) return true;
  }
  return false;
}

bool isWordCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// The first of the words that put work off, as a word of its own; or nothing.
std::string_view putOff(std::string_view text) {
  for (const std::string_view word : kPutOff) {
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      const bool isWhole = (at == 0 || !isWordCharacter(text[at - 1])) &&
                           (end == text.size() || !isWordCharacter(text[end]));
      if (isWhole) return word;
    }
  }
  return {};
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) {
    text.remove_prefix(1);
  }
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) {
    text.remove_suffix(1);
  }
  return text;
}

// Prose may end in a semicolon, but not in `);` or `};`, and does not begin with `#include`. A
// comment with a backtick quotes code, which is welcome.
bool looksLikeCode(std::string_view comment) {
  if (!comment.starts_with("//") || comment.starts_with("///")) return false;
  const std::string_view text = trimmed(comment.substr(2));
  if (text.find('`') != std::string_view::npos) return false;
  const bool endsLikeCode = text.ends_with(");") || text.ends_with("};") || text.ends_with(") {");
  return endsLikeCode || text.starts_with("#include") ||
         (text.starts_with("return ") && text.ends_with(";"));
}

bool isProse(const Source& source) { return source.path().ends_with(".md"); }

// `mayBeWide`: a table that clang-format is told to leave alone.
void checkLine(const Source& source, std::string_view line, std::size_t number, bool mayBeWide,
               Report& report) {
  if (line.find('\t') != std::string_view::npos) report.add(source, number, "a tab");
  if (line.ends_with('\r')) {
    report.add(source, number, "a Windows line end");
  } else if (line.ends_with(' ')) {
    report.add(source, number, "spaces at the end of the line");
  }
  if (line.starts_with("<<<<<<<") || line.starts_with(">>>>>>>")) {
    report.add(source, number, "the mark of a merge that was left half done");
  }
  const std::size_t limit = columnLimit(source);
  if (mayBeWide || characters(line) <= limit) return;
  if (!source.isCpp() && hasLongWord(line)) return;
  report.add(source, number,
             std::to_string(characters(line)) + " columns, more than " + std::to_string(limit));
}

}  // namespace

void checkLines(const Tree& tree, Report& report) {
  for (const Source& source : tree.sources()) {
    std::size_t number = 0;
    bool isTable = false;
    for (const std::string_view line : source.lines()) {
      if (trimmed(line).starts_with("// clang-format ")) isTable = line.ends_with("off");
      checkLine(source, line, ++number, isTable && source.isCpp(), report);
    }
    if (!source.text().empty() && !source.text().ends_with('\n')) {
      report.add(source, number, "no line end at the end of the file");
    }
  }
}

void checkComments(const Tree& tree, Report& report) {
  for (const Source& source : tree.sources()) {
    for (const Token& comment : source.comments()) {
      const std::string_view word = putOff(comment.text);
      if (!word.empty()) {
        report.add(source, comment.line, std::string(word) + ": do it, or open an issue");
      } else if (looksLikeCode(comment.text)) {
        report.add(source, comment.line, "code in a comment: delete it");
      }
    }
    if (source.isCpp() || isProse(source)) continue;
    std::size_t number = 0;
    for (const std::string_view line : source.lines()) {
      ++number;
      const std::string_view word = putOff(line);
      if (!word.empty()) {
        report.add(source, number, std::string(word) + ": do it, or open an issue");
      }
    }
  }
}

void checkFirstLines(const Tree& tree, Report& report) {
  for (const Source& source : tree.sources()) {
    if (!source.isCpp()) continue;
    const std::vector<std::string_view> lines = source.lines();
    const std::string_view first = lines.empty() ? std::string_view() : lines.front();
    const std::string wanted = "// " + source.path() + " -- ";
    if (source.isUnit() && (!first.starts_with(wanted) || first.size() == wanted.size())) {
      report.add(source, 1, "the first line is `" + wanted + "` and the fact that justifies it");
    }
    if (source.isHeader() && first != "#pragma once") {
      report.add(source, 1, "the first line of a header is `#pragma once`");
    }
  }
}

}  // namespace tidy
