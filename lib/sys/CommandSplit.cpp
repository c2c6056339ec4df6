// lib/sys/CommandSplit.cpp -- Splitting without a shell, and only where a shell would do the same.
#include "CommandSplit.hpp"

#include <algorithm>

#include "Ascii.hpp"

namespace sys::splitter {

namespace {

constexpr const char* kUnfinished = "the quotation that begins there does not end";
constexpr const char* kNothingQuoted = "the line ends where a quoted character should follow";
constexpr const char* kLineEnd = "a line end separates commands";

bool isBlank(char byte) { return byte == ' ' || byte == '\t'; }

bool isNameCharacter(char byte) { return ascii::isLetterOrDigit(byte) || byte == '_'; }

const char* reasonForSh(char special) {
  switch (special) {
    case '$':
    case '`':
      return "the shell expands it";
    case '*':
    case '?':
    case '[':
      return "the shell expands it to the names of files";
    case '{':
      return "some shells expand it";
    case '\n':
      return kLineEnd;
    default:
      return "it is an operator of the shell";
  }
}

// Reads one line as sh does, up to the first thing that sh would do more about than quoting.
class ShReader {
public:
  ShReader(std::string_view line, std::vector<std::string>& words) : line_(line), words_(words) {}

  Obstacle read() {
    while (obstacle_.reason == nullptr && skipBlanks()) word();
    return obstacle_;
  }

private:
  bool skipBlanks();
  void word();
  void unquoted();
  void backslash();
  void singleQuoted();
  void doubleQuoted();
  void checkFirstWord(std::size_t begin);

  bool atEnd() const { return at_ >= line_.size(); }
  void stop(std::size_t at, const char* reason) { obstacle_ = {at, reason}; }

  std::string_view line_;
  std::vector<std::string>& words_;
  std::size_t at_ = 0;
  std::string word_;
  // How many characters of the word stood there unquoted before the first quotation.
  std::size_t plain_ = 0;
  bool isQuoted_ = false;
  Obstacle obstacle_;
};

bool ShReader::skipBlanks() {
  for (; !atEnd(); ++at_) {
    if (line_.substr(at_, 2) == "\\\n") {
      ++at_;  // The line goes on.
    } else if (!isBlank(line_[at_])) {
      return true;
    }
  }
  return false;
}

void ShReader::word() {
  const std::size_t begin = at_;
  word_.clear();
  isQuoted_ = false;
  plain_ = 0;
  if (line_[at_] == '#') return stop(at_, "a comment begins there");
  while (obstacle_.reason == nullptr && !atEnd() && !isBlank(line_[at_])) {
    if (line_[at_] == '\\') {
      backslash();
    } else if (line_[at_] == '\'') {
      singleQuoted();
    } else if (line_[at_] == '"') {
      doubleQuoted();
    } else {
      unquoted();
    }
  }
  if (obstacle_.reason != nullptr) return;
  if (words_.empty()) checkFirstWord(begin);
  if (obstacle_.reason == nullptr) words_.push_back(word_);
}

void ShReader::unquoted() {
  const char byte = line_[at_];
  if (isOneOf(byte, "$`*?[{;&|<>()\n")) return stop(at_, reasonForSh(byte));
  // After `=` and `:` some expand it too, where the word looks like an assignment.
  if (byte == '~' && (word_.empty() ? !isQuoted_ : isOneOf(word_.back(), "=:"))) {
    return stop(at_, "the shell expands it to a home directory");
  }
  if (!isQuoted_) ++plain_;
  word_ += byte;
  ++at_;
}

void ShReader::backslash() {
  if (at_ + 1 == line_.size()) return stop(at_, kNothingQuoted);
  if (line_[at_ + 1] != '\n') {
    isQuoted_ = true;
    word_ += line_[at_ + 1];
  }
  at_ += 2;
}

void ShReader::singleQuoted() {
  isQuoted_ = true;
  const std::size_t end = line_.find('\'', at_ + 1);
  if (end == std::string_view::npos) return stop(at_, kUnfinished);
  word_ += line_.substr(at_ + 1, end - at_ - 1);
  at_ = end + 1;
}

void ShReader::doubleQuoted() {
  isQuoted_ = true;
  const std::size_t begin = at_;
  for (++at_; !atEnd(); ++at_) {
    const char byte = line_[at_];
    if (byte == '"') {
      ++at_;
      return;
    }
    if (byte == '$' || byte == '`') return stop(at_, reasonForSh(byte));
    const bool escapes =
        byte == '\\' && at_ + 1 < line_.size() && isOneOf(line_[at_ + 1], "$`\"\\\n");
    if (!escapes) {
      word_ += byte;
    } else if (line_[++at_] != '\n') {
      word_ += line_[at_];
    }
  }
  stop(begin, kUnfinished);
}

void ShReader::checkFirstWord(std::size_t begin) {
  if (!isQuoted_ && isReservedWord(word_)) {
    stop(begin, "it is a word of the shell's own grammar");
  } else if (isAssignment(std::string_view(word_).substr(0, plain_))) {
    stop(begin, "it is an assignment");
  } else if (plain_ > 0 && word_[0] == '%') {
    stop(begin, "it names a job of the shell");
  }
}

// The first argument: quotation marks turn blanks on and off, and a backslash is nothing special.
std::size_t windowsProgram(std::string_view line, std::string& program) {
  bool isQuoted = false;
  std::size_t at = 0;
  for (; at < line.size() && (isQuoted || !isBlank(line[at])); ++at) {
    if (line[at] == '"') {
      isQuoted = !isQuoted;
    } else {
      program += line[at];
    }
  }
  return at;
}

// One further argument from `at` on, which is not blank. Two quotation marks where one would end
// the quotation are one that does not.
std::size_t windowsArgument(std::string_view line, std::size_t at, std::string& argument) {
  bool isQuoted = false;
  while (at < line.size() && (isQuoted || !isBlank(line[at]))) {
    std::size_t backslashes = 0;
    while (at < line.size() && line[at] == '\\') ++at, ++backslashes;
    const bool beforeQuote = at < line.size() && line[at] == '"';
    argument.append(beforeQuote ? backslashes / 2 : backslashes, '\\');
    if (!beforeQuote) {
      if (backslashes == 0) argument += line[at++];
      continue;
    }
    const bool isDoubled = isQuoted && at + 1 < line.size() && line[at + 1] == '"';
    if (backslashes % 2 == 1) {
      argument += '"';
    } else if (isDoubled) {
      argument += '"';
      ++at;
    } else {
      isQuoted = !isQuoted;
    }
    ++at;
  }
  return at;
}

void windowsInto(std::vector<std::string>& arguments, std::string_view line) {
  std::size_t at = 0;
  const auto skipBlanks = [&] {
    while (at < line.size() && isBlank(line[at])) ++at;
    return at < line.size();
  };
  if (!skipBlanks()) return;
  at += windowsProgram(line.substr(at), arguments.emplace_back());
  while (skipBlanks()) at = windowsArgument(line, at, arguments.emplace_back());
}

// What is left of `line` once cmd.exe has taken its carets.
Obstacle throughCmd(std::string& passed, std::string_view line) {
  bool isQuoted = false;
  const std::size_t first = std::min(line.find_first_not_of(" \t,;="), line.size());
  if (first < line.size() && isOneOf(line[first], "@:")) {
    return {first, "cmd.exe takes it for itself"};
  }
  for (std::size_t at = first; at < line.size(); ++at) {
    char byte = line[at];
    if (byte == '\n' || byte == '\r') return {at, kLineEnd};
    if (byte == '%') return {at, "cmd.exe expands it"};
    if (!isQuoted && isOneOf(byte, "&|<>()")) return {at, "it is an operator of cmd.exe"};
    if (byte == '"') isQuoted = !isQuoted;
    if (!isQuoted && byte == '^') {
      if (++at == line.size()) return {at - 1, kNothingQuoted};
      byte = line[at];
      if (byte == '\n' || byte == '\r') return {at, kLineEnd};
    }
    passed += byte;
  }
  return {};
}

}  // namespace

bool isAssignment(std::string_view word) {
  std::size_t at = 0;
  while (at < word.size() && isNameCharacter(word[at])) ++at;
  if (at == 0 || (word[0] >= '0' && word[0] <= '9')) return false;
  const std::string_view rest = word.substr(at);
  return rest.starts_with('=') || rest.starts_with("+=");
}

bool isReservedWord(std::string_view word) {
  constexpr std::string_view kWords[] = {"!", "}", "case", "do", "done", "elif", "else", "esac",
                                         "fi", "for", "if", "in", "then", "until", "while",
                                         // Of bash, ksh and their kin.
                                         "coproc", "function", "namespace", "select", "time"};
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

Obstacle into(std::vector<std::string>& arguments, std::string_view line, CommandStyle style) {
  if (style == CommandStyle::Sh) return ShReader(line, arguments).read();
  if (style == CommandStyle::Windows) {
    windowsInto(arguments, line);
    return {};
  }
  std::string passed;
  const Obstacle obstacle = throughCmd(passed, line);
  if (obstacle.reason == nullptr) windowsInto(arguments, passed);
  return obstacle;
}

}  // namespace sys::splitter
