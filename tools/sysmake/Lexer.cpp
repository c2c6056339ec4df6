// tools/sysmake/Lexer.cpp -- Ninja's tokens, by one look at a table for each character.
#include "sysmake/Lexer.hpp"

#include <array>

#include "sysmake/Concat.hpp"

namespace sysmake {
namespace {

// What a character may be part of.
constexpr unsigned char kName = 1;        // The name of a rule or variable.
constexpr unsigned char kSimpleName = 2;  // A variable written without braces.
constexpr unsigned char kPath = 4;        // A path, as it is.
constexpr unsigned char kValue = 8;       // A value, as it is.

constexpr std::array<unsigned char, 256> makeClasses() {
  std::array<unsigned char, 256> classes{};
  for (unsigned c = 1; c < 256; ++c) {
    bool isWord = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-';
    bool endsValue = c == '$' || c == '\r' || c == '\n';
    bool endsPath = endsValue || c == ' ' || c == ':' || c == '|';
    classes[c] =
        static_cast<unsigned char>((isWord || c == '.' ? kName : 0) | (isWord ? kSimpleName : 0) |
                                   (endsPath ? 0 : kPath) | (endsValue ? 0 : kValue));
  }
  return classes;
}

constexpr std::array<unsigned char, 256> kClasses = makeClasses();

bool isOf(char c, unsigned char characterClass) {
  return (kClasses[static_cast<unsigned char>(c)] & characterClass) != 0;
}

std::string_view view(const char* from, const char* to) {
  return {from, static_cast<std::size_t>(to - from)};
}

}  // namespace

Lexer::Lexer(std::string_view file, std::string_view text)
    : file_(file),
      text_(text),
      at_(text.data()),
      end_(text.data() + text.size()),
      token_(text.data()) {}

Lexer::Token Lexer::read() {
  last_ = classify();
  if (last_ != Token::Newline && last_ != Token::End) skipBlanks();
  return last_;
}

Lexer::Token Lexer::classify() {
  for (;;) {
    const char* p = at_;
    while (*p == ' ') ++p;
    if (*p == '#') {
      const char* comment = p;
      while (*p != '\n' && p != end_ && *p != '\0') ++p;
      if (*p != '\n') {
        token_ = comment;
        at_ = p;
        return Token::Error;
      }
      at_ = p + 1;
      continue;
    }
    token_ = at_;
    if (isLineEnd(p)) {
      at_ = p + (*p == '\r' ? 2 : 1);
      return Token::Newline;
    }
    if (p == at_) return readWord();
    at_ = p;
    return Token::Indent;
  }
}

Lexer::Token Lexer::readWord() {
  const char* p = at_;
  while (isOf(*p, kName)) ++p;
  if (p != at_) {
    std::string_view word = view(at_, p);
    at_ = p;
    switch (word[0]) {
      case 'b':
        return word == "build" ? Token::Build : Token::Name;
      case 'd':
        return word == "default" ? Token::Default : Token::Name;
      case 'i':
        return word == "include" ? Token::Include : Token::Name;
      case 'p':
        return word == "pool" ? Token::Pool : Token::Name;
      case 'r':
        return word == "rule" ? Token::Rule : Token::Name;
      case 's':
        return word == "subninja" ? Token::Subninja : Token::Name;
      default:
        return Token::Name;
    }
  }
  if (p == end_) return Token::End;
  ++at_;
  switch (*p) {
    case '=':
      return Token::Equals;
    case ':':
      return Token::Colon;
    case '|':
      if (*at_ != '|' && *at_ != '@') return Token::Pipe;
      return *at_++ == '|' ? Token::PipePipe : Token::PipeAt;
    default:
      return Token::Error;
  }
}

void Lexer::skipBlanks() {
  for (;;) {
    if (*at_ == ' ') {
      ++at_;
    } else if (*at_ == '$' && isLineEnd(at_ + 1)) {
      at_ += at_[1] == '\r' ? 3 : 2;
    } else {
      return;
    }
  }
}

bool Lexer::accept(Token token) {
  if (read() == token) return true;
  // A line indented by a tab is not the end of a block.
  if (token == Token::Indent && last_ == Token::Error) failCharacter(token_);
  unread();
  return false;
}

std::string_view Lexer::readName() {
  const char* p = at_;
  while (isOf(*p, kName)) ++p;
  if (p == at_) {
    read();  // For the words of the error that follows.
    return {};
  }
  token_ = at_;
  last_ = Token::Name;
  at_ = p;
  std::string_view name = view(token_, p);
  skipBlanks();
  return name;
}

Lexer::RawText Lexer::readPath() {
  const char* start = at_;
  const char* p = start;
  while (isOf(*p, kPath)) ++p;
  at_ = p;
  RawText result;
  if (*p == '$') {
    result = readPieces(start, kPath);
  } else {
    result.plain = view(start, p);
  }
  result.at = start;
  token_ = at_;
  bool isEnd = *at_ == ' ' || *at_ == ':' || *at_ == '|' || isLineEnd(at_);
  if (!isEnd) failCharacter(at_);
  skipBlanks();
  return result;
}

Lexer::RawText Lexer::readValue() {
  const char* start = at_;
  const char* p = start;
  while (isOf(*p, kValue)) ++p;
  at_ = p;
  RawText result;
  if (*p == '$') {
    result = readPieces(start, kValue);
  } else {
    result.plain = view(start, p);
  }
  result.at = start;
  if (!isLineEnd(at_)) failCharacter(at_);
  at_ += *at_ == '\r' ? 2 : 1;
  token_ = start;
  return result;
}

Lexer::RawText Lexer::readPieces(const char* start, unsigned char plainClass) {
  RawText result;
  result.firstPiece = static_cast<std::uint32_t>(pieces_.size());
  for (;;) {
    if (at_ != start) pieces_.push_back({view(start, at_), false});
    if (*at_ != '$') break;
    readEscape();
    start = at_;
    while (isOf(*at_, plainClass)) ++at_;
  }
  result.pieceCount = static_cast<std::uint32_t>(pieces_.size()) - result.firstPiece;
  return result;
}

void Lexer::readEscape() {
  const char* dollar = at_;
  const char* p = dollar + 1;
  if (*p == '$' || *p == ' ' || *p == ':') {
    pieces_.push_back({view(p, p + 1), false});
    at_ = p + 1;
  } else if (isLineEnd(p)) {
    p += *p == '\r' ? 2 : 1;
    while (*p == ' ') ++p;
    at_ = p;
  } else if (*p == '{') {
    const char* name = ++p;
    while (isOf(*p, kName)) ++p;
    if (p == name) failAt(p, "expected the name of a variable after '${'");
    if (*p != '}') failAt(p, "expected '}' after the variable's name");
    pieces_.push_back({view(name, p), true});
    at_ = p + 1;
  } else if (isOf(*p, kSimpleName)) {
    const char* name = p;
    while (isOf(*p, kSimpleName)) ++p;
    pieces_.push_back({view(name, p), true});
    at_ = p;
  } else {
    failAt(dollar,
           "bad $-escape: expected a variable or one of '$$', '$:', '$ ' and '$' at the end of a "
           "line (a literal '$' is written '$$')");
  }
}

void Lexer::failAt(const char* place, std::string_view message) const {
  throw locatedError(file_, text_, static_cast<std::size_t>(place - text_.data()), message);
}

void Lexer::failCharacter(const char* place) const {
  if (place == end_) failAt(place, "expected a newline, found the end of the file");
  switch (*place) {
    case '\t':
      failAt(place, "tabs are not allowed: use spaces");
    case '\r':
      failAt(place, "expected a newline after the carriage return");
    case '\0':
      failAt(place, "a NUL cannot be part of a manifest");
    case '#':
      failAt(place, "expected a newline at the end of the comment");
    default:
      failAt(place, concat("unexpected character '", view(place, place + 1), "'"));
  }
}

std::string Lexer::describeToken() const {
  switch (last_) {
    case Token::End:
      return "the end of the file";
    case Token::Newline:
      return "the end of the line";
    case Token::Indent:
      return "an indented line";
    case Token::Equals:
      return "'='";
    case Token::Colon:
      return "':'";
    case Token::Pipe:
      return "'|'";
    case Token::PipePipe:
      return "'||'";
    case Token::PipeAt:
      return "'|@'";
    default:
      break;
  }
  const char* p = token_;
  while (isOf(*p, kName)) ++p;
  return concat("'", view(token_, p), "'");
}

void Lexer::failUnexpected(std::string_view expected) const {
  if (last_ == Token::Error) failCharacter(token_);
  fail(concat("expected ", expected, ", found ", describeToken()));
}

void Lexer::expect(Token token, std::string_view where) {
  if (read() == token) return;
  switch (token) {
    case Token::Equals:
      failUnexpected(concat("'=' ", where));
    case Token::Colon:
      failUnexpected(concat("':' ", where));
    default:
      failUnexpected(concat("the end of the line ", where));
  }
}

}  // namespace sysmake
