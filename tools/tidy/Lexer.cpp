// tools/tidy/Lexer.cpp -- C++ cut into code, comments and directives, as far as the checks need it.
#include "Lexer.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace tidy {

namespace {

bool isWordStart(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool isDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool isWord(char c) { return isWordStart(c) || isDigit(c); }
bool isOneOf(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// Longest first.
constexpr std::string_view kPunctuators[] = {"<=>", "...", "->*", "<<=", "::", "->", "++", "--",
                                             "&&",  "||",  "==",  "!=",  "<=", ">=", "+=", "-=",
                                             "*=",  "/=",  "%=",  "&=",  "|=", "^=", "<<", "##"};

class Lexer {
public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Lexed run() {
    while (at_ < text_.size()) step();
    endDirective();
    return std::move(result_);
  }

private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  bool startsWith(std::string_view prefix) const { return text_.substr(at_).starts_with(prefix); }

  void step() {
    const char c = peek();
    if (c == '\n') {
      newLine();
    } else if (c == '\\' && (peek(1) == '\n' || startsWith("\\\r\n"))) {
      at_ += peek(1) == '\n' ? 2 : 3;
      ++line_;
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      ++at_;
    } else if (startsWith("//")) {
      take(TokenKind::Comment, lineCommentEnd());
    } else if (startsWith("/*")) {
      take(TokenKind::Comment, endAfter("*/", at_ + 2));
    } else if (c == '#' && lineIsBlank_) {
      beginDirective();
    } else {
      stepToken(c);
    }
  }

  void stepToken(char c) {
    if (const std::size_t quote = literalQuote(); quote != std::string_view::npos) {
      takeLiteral(quote);
    } else if (isWordStart(c)) {
      take(TokenKind::Identifier, wordEnd(at_));
    } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
      take(TokenKind::Number, numberEnd());
    } else if (c == '<' && inDirective_ && directive_.name == "include") {
      take(TokenKind::String, endAfter(">", at_));
    } else {
      const auto* punctuator =
          std::ranges::find_if(kPunctuators, [this](std::string_view p) { return startsWith(p); });
      const bool found = punctuator != std::end(kPunctuators);
      take(TokenKind::Punctuation, at_ + (found ? punctuator->size() : 1));
    }
  }

  void newLine() {
    ++at_;
    ++line_;
    lineIsBlank_ = true;
    endDirective();
  }

  void beginDirective() {
    ++at_;
    while (peek() == ' ' || peek() == '\t') ++at_;
    const std::size_t end = wordEnd(at_);
    directive_ = {std::string(text_.substr(at_, end - at_)), {}, line_};
    at_ = end;
    inDirective_ = true;
  }

  void endDirective() {
    if (inDirective_) result_.directives.push_back(std::exchange(directive_, {}));
    inDirective_ = false;
  }

  void take(TokenKind kind, std::size_t end) {
    const std::string_view text = text_.substr(at_, end - at_);
    std::vector<Token>& into = kind == TokenKind::Comment ? result_.comments
                               : inDirective_             ? directive_.tokens
                                                          : result_.code;
    into.push_back({kind, std::string(text), line_});
    line_ += static_cast<std::size_t>(std::ranges::count(text, '\n'));
    at_ += text.size();
    if (kind != TokenKind::Comment) lineIsBlank_ = false;
  }

  // Where the quotation mark of a literal that begins here is, its prefix (`u8R`) skipped.
  std::size_t literalQuote() const {
    std::size_t end = at_;
    if (startsWith("u8")) {
      end += 2;
    } else if (isOneOf(peek(), "uUL")) {
      ++end;
    }
    if (end < text_.size() && text_[end] == 'R') ++end;
    const char c = end < text_.size() ? text_[end] : '\0';
    return c == '"' || c == '\'' ? end : std::string_view::npos;
  }

  void takeLiteral(std::size_t quote) {
    const TokenKind kind = text_[quote] == '"' ? TokenKind::String : TokenKind::Character;
    const bool isRaw = quote > at_ && text_[quote - 1] == 'R' && kind == TokenKind::String;
    if (isRaw) {
      const std::size_t open = std::min(text_.find('(', quote), text_.size());
      const std::string close = ")" + std::string(text_.substr(quote + 1, open - quote - 1)) + "\"";
      take(kind, endAfter(close, open));
      return;
    }
    std::size_t end = quote + 1;
    while (end < text_.size() && text_[end] != text_[quote] && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2 : 1;
    }
    take(kind, std::min(end + 1, text_.size()));
  }

  std::size_t endAfter(std::string_view close, std::size_t from) const {
    const std::size_t found = text_.find(close, from);
    return found == std::string_view::npos ? text_.size() : found + close.size();
  }

  std::size_t lineCommentEnd() const {
    std::size_t end = text_.find('\n', at_);
    while (end != std::string_view::npos && text_[end - 1] == '\\') end = text_.find('\n', end + 1);
    return std::min(end, text_.size());
  }

  std::size_t wordEnd(std::size_t from) const {
    while (from < text_.size() && isWord(text_[from])) ++from;
    return from;
  }

  // Digit separators, exponents and suffixes belong to it: 1'000, 1e-3, 10ms.
  std::size_t numberEnd() const {
    std::size_t end = at_;
    while (end < text_.size()) {
      const char c = text_[end];
      const bool isSign = (c == '+' || c == '-') && end > at_ && isOneOf(text_[end - 1], "eEpP") &&
                          !text_.substr(at_, 2).starts_with("0x");
      const bool isSeparator = c == '\'' && end + 1 < text_.size() && isWord(text_[end + 1]);
      if (!isWord(c) && c != '.' && !isSign && !isSeparator) break;
      ++end;
    }
    return end;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  bool lineIsBlank_ = true;
  bool inDirective_ = false;
  Directive directive_;
  Lexed result_;
};

}  // namespace

Lexed lex(std::string_view text) { return Lexer(text).run(); }

}  // namespace tidy
