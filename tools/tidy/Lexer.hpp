#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tidy {

enum class TokenKind : unsigned char {
  Identifier,
  Number,
  String,
  Character,
  Punctuation,
  Comment
};

/// A piece of C++ and the line (from 1) it begins in. A string keeps its quotation marks and its
/// content, so that nothing inside it is ever taken for code; a comment keeps its slashes.
struct Token {
  TokenKind kind;
  std::string text;
  std::size_t line;

  bool is(std::string_view other) const { return text == other; }
  bool isIdentifier() const { return kind == TokenKind::Identifier; }
};

/// A preprocessor directive: `include` and the tokens after it. The target of an `#include <...>`
/// is one String token with its angle brackets.
struct Directive {
  std::string name;
  std::vector<Token> tokens;
  std::size_t line;
};

/// A C++ file in three streams, none of which contains anything of the others.
struct Lexed {
  std::vector<Token> code;
  std::vector<Token> comments;
  std::vector<Directive> directives;
};

/// Never fails: what is not C++ becomes punctuation. `>` is always a token of its own, because
/// closing a template is what it mostly does.
Lexed lex(std::string_view text);

}  // namespace tidy
