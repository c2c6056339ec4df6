// unittests/tidy/LexerTest.cpp -- Code, comments and strings are never taken for one another.
#include "tidy/Lexer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tidy {
namespace {

std::string joined(const std::vector<Token>& tokens) {
  std::string all;
  for (const Token& token : tokens) all += (all.empty() ? "" : " ") + token.text;
  return all;
}

TEST(TidyLexer, KeepsCommentsOutOfTheCode) {
  const Lexed lexed = lex("int a; // b\n/* c\n d */ e /* f */ g");
  EXPECT_EQ(joined(lexed.code), "int a ; e g");
  EXPECT_EQ(joined(lexed.comments), "// b /* c\n d */ /* f */");
  EXPECT_EQ(lexed.comments[1].line, 2U);
  EXPECT_EQ(lexed.code[3].line, 3U);
}

TEST(TidyLexer, CommentMarksInStringsAreText) {
  const Lexed lexed = lex("a(\"// no /* \\\" no */\", '\"', '\\''); b // yes");
  EXPECT_EQ(joined(lexed.code), "a ( \"// no /* \\\" no */\" , '\"' , '\\'' ) ; b");
  EXPECT_EQ(joined(lexed.comments), "// yes");
}

TEST(TidyLexer, RawStringsEndAtTheirDelimiter) {
  const Lexed lexed = lex("x = R\"q(\")\" // \n)q\" + u8R\"(\\)\"; y");
  ASSERT_EQ(lexed.code.size(), 7U);
  EXPECT_EQ(lexed.code[2].text, "R\"q(\")\" // \n)q\"");
  EXPECT_EQ(lexed.code[4].text, "u8R\"(\\)\"");
  EXPECT_EQ(lexed.code[6].line, 2U);
  EXPECT_TRUE(lexed.comments.empty());
}

TEST(TidyLexer, PrefixesOfLiteralsAreNotIdentifiers) {
  EXPECT_EQ(joined(lex("L\"a\" u8'b' R + Rx(\"c\")").code), "L\"a\" u8'b' R + Rx ( \"c\" )");
}

TEST(TidyLexer, NumbersTakeTheirSeparatorsAndSuffixes) {
  EXPECT_EQ(joined(lex("1'000'000ms 8'000 0x1Fu 1e-3 .5 0xE+1 'a'").code),
            "1'000'000ms 8'000 0x1Fu 1e-3 .5 0xE + 1 'a'");
}

TEST(TidyLexer, DirectivesStandAside) {
  const Lexed lexed =
      lex("#include <a/b.h>  // why\n  # if defined(X) && \\\n  Y\nint z;\n#define Q \"s\"");
  EXPECT_EQ(joined(lexed.code), "int z ;");
  ASSERT_EQ(lexed.directives.size(), 3U);
  EXPECT_EQ(lexed.directives[0].name, "include");
  EXPECT_EQ(joined(lexed.directives[0].tokens), "<a/b.h>");
  EXPECT_EQ(lexed.directives[1].name, "if");
  EXPECT_EQ(joined(lexed.directives[1].tokens), "defined ( X ) && Y");
  EXPECT_EQ(lexed.directives[1].tokens.back().line, 3U);
  EXPECT_EQ(lexed.directives[2].line, 5U);
  EXPECT_EQ(joined(lexed.comments), "// why");
}

TEST(TidyLexer, AnUnfinishedFileEndsSomewhere) {
  for (const char* text : {"\"abc", "/* abc", "R\"x(abc", "#include <abc", "'", "\\", "#", "R\""}) {
    EXPECT_LE(lex(text).code.size(), 2U) << text;
  }
}

}  // namespace
}  // namespace tidy
