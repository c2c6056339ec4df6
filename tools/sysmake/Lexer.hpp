#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sysmake/Graph.hpp"

namespace sysmake {

/// What is wrong with a text: `file:line:column: message`, the line (a part of it if it is long)
/// and a mark under the place. Lines and columns count from 1, columns in characters.
std::string locatedError(std::string_view file, std::string_view text, std::size_t offset,
                         std::string_view message);

/// Takes a manifest or dyndep file apart. What it hands out are views of the text.
class Lexer {
public:
  enum class Token : unsigned char {
    Error,
    End,
    Newline,
    Indent,
    Name,
    Equals,
    Colon,
    Pipe,
    PipePipe,
    PipeAt,
    Build,
    Default,
    Include,
    Pool,
    Rule,
    Subninja,
  };

  /// A value or path as written: plain characters, or pieces among the lexer's own.
  struct RawText {
    std::string_view plain;
    std::uint32_t firstPiece = 0;
    std::uint32_t pieceCount = 0;
    const char* at = nullptr;

    bool empty() const { return plain.empty() && pieceCount == 0; }
  };

  /// The character after the last of `text` is there, and a NUL.
  Lexer(std::string_view file, std::string_view text);

  Token read();
  /// Takes the last token back.
  void unread() { at_ = token_; }
  /// Reads the next token if it is `token`.
  bool accept(Token token);
  /// Fails unless the next token is `token`; `where` goes on after its name: "after the outputs".
  void expect(Token token, std::string_view where);
  /// The name that comes next, a keyword too; empty if there is none.
  std::string_view readName();

  /// The path that comes next, and the blanks after it; empty if there is none.
  RawText readPath();
  /// The rest of the line, and its end.
  RawText readValue();
  /// Valid until `forgetPieces`.
  std::span<const TextPiece> pieces(const RawText& text) const {
    return std::span(pieces_).subspan(text.firstPiece, text.pieceCount);
  }
  void forgetPieces() { pieces_.clear(); }

  /// Where the last token, name or value starts.
  const char* place() const { return token_; }
  [[noreturn]] void fail(std::string_view message) const { failAt(token_, message); }
  [[noreturn]] void failAt(const char* place, std::string_view message) const;
  /// Fails at the last token, which is not what was `expected`.
  [[noreturn]] void failUnexpected(std::string_view expected) const;

private:
  Token classify();
  Token readWord();
  bool isLineEnd(const char* at) const { return *at == '\n' || (*at == '\r' && at[1] == '\n'); }
  void skipBlanks();
  RawText readPieces(const char* start, unsigned char plainClass);
  void readEscape();
  [[noreturn]] void failCharacter(const char* place) const;
  std::string describeToken() const;

  std::string_view file_;
  std::string_view text_;
  const char* at_;
  const char* end_;
  const char* token_;  // Where the last token starts.
  Token last_ = Token::Newline;
  std::vector<TextPiece> pieces_;
};

}  // namespace sysmake
