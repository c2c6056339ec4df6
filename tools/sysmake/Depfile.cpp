// tools/sysmake/Depfile.cpp -- Takes apart what compilers write for make, without being make.
#include "sysmake/Depfile.hpp"

#include <absl/container/flat_hash_set.h>

#include <span>

#include "sysmake/Concat.hpp"

namespace sysmake {
namespace {

/// Splits the text into words and ends of lines, undoing escapes in place: what is written never
/// overtakes what is read.
class Scanner {
public:
  explicit Scanner(std::string& text)
      : in_(text.data()), end_(text.data() + text.size()), out_(text.data()) {}

  bool atEnd() const { return in_ == end_; }

  /// The words up to the end of the line, continued lines taken as one.
  void readLine(std::vector<std::string_view>& words) {
    words.clear();
    isLineOver_ = false;
    while (!isLineOver_ && in_ != end_) {
      std::string_view word = readWord();
      if (!word.empty()) words.push_back(word);
    }
  }

private:
  char peek(std::ptrdiff_t ahead) const { return end_ - in_ > ahead ? in_[ahead] : '\n'; }
  static bool isBlank(char c) { return c == ' ' || c == '\t'; }
  static bool isLineBreak(char c) { return c == '\n' || c == '\r'; }

  void put(std::ptrdiff_t count, char c) {
    for (; count > 0; --count) *out_++ = c;
  }

  /// The next word; empty at a blank or the end of the line, which is taken.
  std::string_view readWord() {
    const char* start = out_;
    while (in_ != end_) {
      char c = *in_;
      if (c == '\\') {
        if (!readBackslashes()) break;
      } else if (isBlank(c)) {
        ++in_;
        break;
      } else if (isLineBreak(c)) {
        takeLineBreak();
        isLineOver_ = true;
        break;
      } else {
        in_ += c == '$' && peek(1) == '$' ? 2 : 1;
        put(1, c);
      }
    }
    return {start, static_cast<std::size_t>(out_ - start)};
  }

  /// False if the word ends here. Before a blank, 2N+1 backslashes are N and the blank, and 2N are
  /// themselves at the end of a name; before `#` and `:` one is taken away; before the end of the
  /// line an odd one continues it; all others stay.
  bool readBackslashes() {
    std::ptrdiff_t count = 0;
    while (in_ != end_ && *in_ == '\\') {
      ++count;
      ++in_;
    }
    bool isOdd = count % 2 != 0;
    char c = peek(0);
    if (isBlank(c)) {
      put(isOdd ? count / 2 : count, '\\');
      if (!isOdd) return false;
    } else if (isLineBreak(c)) {
      put(isOdd ? count - 1 : count, '\\');
      if (isOdd) takeLineBreak();
      return false;
    } else if (c == '#' || (c == ':' && !isBlank(peek(1)) && !isLineBreak(peek(1)))) {
      put(count - 1, '\\');
    } else {
      put(count, '\\');
      return true;
    }
    put(1, c);
    ++in_;
    return true;
  }

  void takeLineBreak() {
    if (in_ == end_) return;
    if (*in_ == '\r' && peek(1) == '\n' && end_ - in_ > 1) ++in_;
    ++in_;
  }

  const char* in_;
  const char* end_;
  char* out_;
  bool isLineOver_ = false;
};

using Tokens = std::vector<std::string_view>;

struct MakeRule {
  Tokens targets;
  Tokens inputs;
};

/// The rule on a line: what comes before the first word that ends in a colon, and what comes after.
/// False if there is no colon.
bool splitRule(std::span<const std::string_view> words, MakeRule& rule) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    std::string_view word = words[at];
    bool isOrderOnly = word.ends_with(":|");
    if (!isOrderOnly && !word.ends_with(':')) continue;
    word.remove_suffix(isOrderOnly ? 2 : 1);
    rule.targets.assign(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at));
    if (!word.empty()) rule.targets.push_back(word);
    if (isOrderOnly) return true;
    for (std::string_view input : words.subspan(at + 1)) {
      // A colon behind an input was never meant for it.
      if (input.ends_with(':')) input.remove_suffix(1);
      if (!input.empty()) rule.inputs.push_back(input);
    }
    return true;
  }
  return false;
}

}  // namespace

Depfile parseDepfile(std::string_view file, std::string& text) {
  Scanner scanner(text);
  std::vector<MakeRule> rules;
  absl::flat_hash_set<std::string_view> modules;  // Names that no file has.
  bool hasWords = false;
  Tokens words;
  while (!scanner.atEnd()) {
    scanner.readLine(words);
    if (words.empty()) continue;
    hasWords = true;
    if (words.size() > 1 && words[1] == "+=") {  // CXX_IMPORTS += std.c++m
      modules.insert(words.begin() + 2, words.end());
      continue;
    }
    MakeRule rule;
    if (!splitRule(words, rule)) continue;
    if (!rule.targets.empty() && rule.targets[0] == ".PHONY") {
      modules.insert(rule.inputs.begin(), rule.inputs.end());
    } else {
      rules.push_back(std::move(rule));
    }
  }
  if (rules.empty() && hasWords) {
    throw concat(file, ": expected ':' after the targets, as in 'a.o: a.c', and found none.");
  }

  Depfile result;
  absl::flat_hash_set<std::string_view> targets;
  absl::flat_hash_set<std::string_view> inputs;
  for (const MakeRule& rule : rules) {
    if (rule.targets.size() == 1 && modules.contains(rule.targets[0])) continue;
    for (std::string_view target : rule.targets) {
      if (inputs.contains(target) || modules.contains(target)) continue;
      if (targets.insert(target).second) result.targets.push_back(target);
    }
    for (std::string_view input : rule.inputs) {
      if (modules.contains(input)) continue;
      if (inputs.insert(input).second) result.inputs.push_back(input);
    }
  }
  return result;
}

}  // namespace sysmake
