// unittests/sysmake/ManifestErrorTest.cpp -- A malformed manifest is told what and where, and
// nothing worse happens.
#include <gtest/gtest.h>

#include "Parsed.hpp"
#include "sysmake/Lexer.hpp"

namespace sysmake {
namespace {

constexpr std::string_view kRule = "rule r\n  command = c\n";

std::string withRule(std::string_view text, Files files = {}) {
  return parseError(std::string(kRule).append(text), std::move(files));
}

TEST(ManifestError, ShowsTheLineAndThePlace) {
  EXPECT_EQ(parseError("rule r\n  command = c\n\nbuild a b c r d\n"),
            "build.ninja:4:16: expected ':' after the outputs, found the end of the line\n"
            "build a b c r d\n"
            "               ^");
}

TEST(ManifestError, CountsCharactersAndKeepsTabs) {
  EXPECT_EQ(locatedError("f", "\xC3\xA4\tx!\r\n", 4, "m"), "f:1:4: m\n\xC3\xA4\tx!\n \t ^");
  EXPECT_EQ(locatedError("f", "a\nb", 3, "m"), "f:2:2: m\nb\n ^");
  EXPECT_EQ(locatedError("f", "", 0, "m"), "f:1:1: m\n\n^");
  EXPECT_EQ(locatedError("f", "a\n", 2, "m"), "f:2:1: m\n\n^");
}

TEST(ManifestError, ShowsAPartOfALongLine) {
  std::string line = std::string(200, 'a') + "!" + std::string(200, 'b');
  EXPECT_EQ(locatedError("f", line, 200, "m"), "f:1:201: m\n..." + std::string(60, 'a') + "!" +
                                                   std::string(39, 'b') + "...\n" +
                                                   std::string(63, ' ') + "^");
  EXPECT_EQ(locatedError("f", line, 3, "m"), "f:1:4: m\n" + std::string(100, 'a') + "...\n   ^");
}

TEST(ManifestError, NeverCutsACharacterInTwo) {
  std::string line;
  for (int i = 0; i < 300; ++i) line += "\xC3\xA4";
  std::string text = locatedError("f", line, 300, "m");
  EXPECT_EQ(text.find("...\xA4"), std::string::npos);
  EXPECT_EQ(text.find("\xC3..."), std::string::npos);
}

// Statements.

TEST(ManifestError, WhatIsNoStatement) {
  EXPECT_EQ(parseError("= x\n"),
            "build.ninja:1:1: expected a statement ('build', 'rule', ...) or 'name = value', found "
            "'='\n= x\n^");
  EXPECT_EQ(parseError(" x = 1\n"),
            "build.ninja:1:1: unexpected indent: only the lines that belong to a 'build', 'rule' "
            "or 'pool' are indented\n x = 1\n^");
  EXPECT_EQ(parseError("x 1\n"), "build.ninja:1:3: expected '=' after 'x', found '1'\nx 1\n  ^");
  EXPECT_EQ(parseError("build\n"),
            "build.ninja:1:6: expected the path of an output after 'build', found the end of the "
            "line\nbuild\n     ^");
}

TEST(ManifestError, StrangeCharacters) {
  EXPECT_EQ(parseError("\tx = 1\n"),
            "build.ninja:1:1: tabs are not allowed: use spaces\n\tx = 1\n^");
  EXPECT_EQ(parseError("rule r\n\tcommand = c\n"),
            "build.ninja:2:1: tabs are not allowed: use spaces\n\tcommand = c\n^");
  EXPECT_EQ(parseError("x = 1\ry = 2\n"),
            "build.ninja:1:6: expected a newline after the carriage return\nx = 1\ry = 2\n     ^");
  EXPECT_EQ(parseError("{\n"), "build.ninja:1:1: unexpected character '{'\n{\n^");
  EXPECT_EQ(parseError(std::string("a\0b = 1\n", 8)),
            std::string("build.ninja:1:2: a NUL cannot be part of a manifest\na\0b = 1\n ^", 62));
  EXPECT_EQ(
      parseError(std::string("a = 1\0\n", 7)),
      std::string("build.ninja:1:6: a NUL cannot be part of a manifest\na = 1\0\n     ^", 65));
}

TEST(ManifestError, AFileThatEndsTooEarly) {
  EXPECT_EQ(parseError("x = 1"),
            "build.ninja:1:6: expected a newline, found the end of the file\nx = 1\n     ^");
  EXPECT_EQ(parseError("# comment"),
            "build.ninja:1:1: expected a newline at the end of the comment\n# comment\n^");
  EXPECT_EQ(withRule("build a: r b"),
            "build.ninja:3:13: expected a newline, found the end of the file\nbuild a: r b\n"
            "            ^");
  EXPECT_EQ(parseError("x $\n"),
            "build.ninja:2:1: expected '=' after 'x', found the end of the file\n\n^");
}

TEST(ManifestError, BadEscapes) {
  constexpr std::string_view kMessage =
      "bad $-escape: expected a variable or one of '$$', '$:', '$ ' and '$' at the end of a line "
      "(a literal '$' is written '$$')\n";
  EXPECT_EQ(parseError("x = a$%b\n"),
            "build.ninja:1:6: " + std::string(kMessage) + "x = a$%b\n     ^");
  EXPECT_EQ(parseError("x = $"), "build.ninja:1:5: " + std::string(kMessage) + "x = $\n    ^");
  EXPECT_EQ(parseError("build $.: r\n"),
            "build.ninja:1:7: " + std::string(kMessage) + "build $.: r\n      ^");
  EXPECT_EQ(parseError("x = ${}\n"),
            "build.ninja:1:7: expected the name of a variable after '${'\nx = ${}\n      ^");
  EXPECT_EQ(parseError("x = ${a b}\n"),
            "build.ninja:1:8: expected '}' after the variable's name\nx = ${a b}\n       ^");
}

TEST(ManifestError, AVersionThatIsTooNew) {
  EXPECT_EQ(parseError("ninja_required_version = 1.14\n"),
            "build.ninja:1:26: the manifest requires Ninja 1.14, and this is compatible with "
            "1.13.0\nninja_required_version = 1.14\n                         ^");
  EXPECT_NE(parseError("ninja_required_version = 2.0\n"), "nothing was thrown");
}

// Pools.

TEST(ManifestError, Pools) {
  EXPECT_EQ(parseError("pool\n"),
            "build.ninja:1:5: expected the name of a pool, found the end of the line\npool\n    ^");
  EXPECT_EQ(parseError("pool p q\n"),
            "build.ninja:1:8: expected the end of the line after the pool's name, found 'q'\n"
            "pool p q\n       ^");
  EXPECT_EQ(parseError("pool p\nx = 1\n"),
            "build.ninja:1:6: expected 'depth =' for pool 'p'\npool p\n     ^");
  EXPECT_EQ(parseError("pool p\n  dept = 1\n"),
            "build.ninja:2:3: unexpected variable 'dept': a pool has only 'depth'\n  dept = 1\n"
            "  ^");
  EXPECT_EQ(parseError("pool p\n  depth = 1\npool p\n  depth = 1\n"),
            "build.ninja:3:6: duplicate pool 'p'\npool p\n     ^");
  EXPECT_EQ(parseError("pool console\n  depth = 1\n"),
            "build.ninja:1:6: duplicate pool 'console'\npool console\n     ^");
  for (std::string depth : {"-1", "four", "", "4x", "99999999999"}) {
    EXPECT_EQ(parseError("pool p\n  depth = " + depth + "\n").substr(0, 37),
              "build.ninja:2:11: invalid pool depth:")
        << depth;
  }
}

TEST(ManifestError, UnknownPools) {
  EXPECT_EQ(withRule("build a: r\n  x = 1\n  pool = p\n"),
            "build.ninja:5:10: unknown pool name 'p'\n  pool = p\n         ^");
  EXPECT_EQ(parseError("rule r\n  command = c\n  pool = q\nbuild a: r\n"),
            "build.ninja:4:10: unknown pool name 'q'\nbuild a: r\n         ^");
}

// Rules.

TEST(ManifestError, Rules) {
  EXPECT_EQ(parseError("rule\n"),
            "build.ninja:1:5: expected the name of a rule, found the end of the line\nrule\n    ^");
  EXPECT_EQ(parseError("rule a:\n"),
            "build.ninja:1:7: expected the end of the line after the rule's name, found ':'\n"
            "rule a:\n      ^");
  EXPECT_EQ(parseError("rule r\n  commnad = c\n"),
            "build.ninja:2:3: unexpected variable 'commnad' in a rule, did you mean 'command'?\n"
            "  commnad = c\n  ^");
  EXPECT_EQ(parseError("rule r\n  something_else = c\n"),
            "build.ninja:2:3: unexpected variable 'something_else' in a rule\n"
            "  something_else = c\n  ^");
  EXPECT_EQ(parseError("rule r\n"),
            "build.ninja:1:6: expected 'command =' for rule 'r'\nrule r\n     ^");
  EXPECT_EQ(parseError("rule r\n  command =\nx = 1\n"),
            "build.ninja:1:6: expected 'command =' for rule 'r'\nrule r\n     ^");
  EXPECT_EQ(withRule(kRule), "build.ninja:3:6: duplicate rule 'r'\nrule r\n     ^");
  EXPECT_EQ(parseError("rule phony\n  command = c\n"),
            "build.ninja:1:6: duplicate rule 'phony'\nrule phony\n     ^");
  EXPECT_EQ(withRule("rule s\n  command = c\n  rspfile = x\n"),
            "build.ninja:3:6: rspfile and rspfile_content need to be both specified\nrule s\n"
            "     ^");
  EXPECT_EQ(withRule("rule s\n  command = c\n  rspfile_content = x\n"),
            "build.ninja:3:6: rspfile and rspfile_content need to be both specified\nrule s\n"
            "     ^");
  EXPECT_EQ(parseError("rule r\n  command = c\n   = d\n"),
            "build.ninja:3:4: expected the name of a variable, found '='\n   = d\n   ^");
  EXPECT_EQ(parseError("rule r\n  command c\n"),
            "build.ninja:2:11: expected '=' after 'command', found 'c'\n  command c\n          ^");
}

// Build statements.

TEST(ManifestError, BuildStatements) {
  EXPECT_EQ(withRule("build a\n"),
            "build.ninja:3:8: expected ':' after the outputs, found the end of the line\nbuild a\n"
            "       ^");
  EXPECT_EQ(withRule("build a || b: r\n"),
            "build.ninja:3:9: expected ':' after the outputs, found '||'\nbuild a || b: r\n"
            "        ^");
  EXPECT_EQ(withRule("build : r\n"),
            "build.ninja:3:7: expected the path of an output after 'build', found ':'\nbuild : r\n"
            "      ^");
  EXPECT_EQ(withRule("build a:\n"),
            "build.ninja:3:9: expected the name of a rule after ':' (a ':' in a path is written "
            "'$:'), found the end of the line\nbuild a:\n        ^");
  EXPECT_EQ(withRule("build C:/a: r\n"),
            "build.ninja:3:9: unexpected character '/'\nbuild C:/a: r\n        ^");
  EXPECT_EQ(withRule("build a: rr b\n"),
            "build.ninja:3:10: unknown build rule 'rr', did you mean 'r'?\nbuild a: rr b\n"
            "         ^");
  EXPECT_EQ(withRule("build a: something_else b\n"),
            "build.ninja:3:10: unknown build rule 'something_else'\nbuild a: something_else b\n"
            "         ^");
  EXPECT_EQ(withRule("build a: r b: c\n"),
            "build.ninja:3:13: expected the end of the line after the inputs, found ':'\n"
            "build a: r b: c\n            ^");
  EXPECT_EQ(withRule("build a: r | b | c\n"),
            "build.ninja:3:16: expected the end of the line after the inputs, found '|'\n"
            "build a: r | b | c\n               ^");
  EXPECT_EQ(withRule("build a: r |@ b || c\n"),
            "build.ninja:3:17: expected the end of the line after the inputs, found '||'\n"
            "build a: r |@ b || c\n                ^");
}

TEST(ManifestError, EmptyPaths) {
  EXPECT_EQ(withRule("build $x: r\n"), "build.ninja:3:7: empty path\nbuild $x: r\n      ^");
  EXPECT_EQ(withRule("build a: r b $x\n"),
            "build.ninja:3:14: empty path\nbuild a: r b $x\n             ^");
  EXPECT_EQ(withRule("build a: r |@ $x\n"),
            "build.ninja:3:15: empty path\nbuild a: r |@ $x\n              ^");
  EXPECT_EQ(withRule("default $x\n"), "build.ninja:3:9: empty path\ndefault $x\n        ^");
  EXPECT_EQ(withRule("include $x\n"), "build.ninja:3:9: empty path\ninclude $x\n        ^");
}

TEST(ManifestError, OutputsMadeTwice) {
  EXPECT_EQ(withRule("build a: r\nbuild b ./a: r\n"),
            "build.ninja:4:9: multiple rules generate a\nbuild b ./a: r\n        ^");
  EXPECT_EQ(withRule("build a | a: r\n"),
            "build.ninja:3:11: a is defined as an output multiple times\nbuild a | a: r\n"
            "          ^");
}

TEST(ManifestError, ADyndepFileThatIsNoInput) {
  EXPECT_EQ(withRule("build a: r b\n  dyndep = dd\n"),
            "build.ninja:4:12: dyndep 'dd' is not an input\n  dyndep = dd\n           ^");
}

TEST(ManifestError, ACircleOfVariablesThatDecidesThePool) {
  EXPECT_EQ(parseError("rule r\n  command = c\n  pool = $pool\nbuild a: r\n"),
            "build.ninja:4:10: cycle in rule variables: pool -> pool\nbuild a: r\n         ^");
}

// Default and include.

TEST(ManifestError, Defaults) {
  EXPECT_EQ(parseError("default\n"),
            "build.ninja:1:8: expected the path of a target after 'default', found the end of the "
            "line\ndefault\n       ^");
  EXPECT_EQ(withRule("build target: r\ndefault tarjet\n"),
            "build.ninja:4:9: unknown target 'tarjet', did you mean 'target'?\ndefault tarjet\n"
            "        ^");
  EXPECT_EQ(withRule("build a: r\ndefault a: b\n"),
            "build.ninja:4:10: expected the end of the line after the default targets, found ':'\n"
            "default a: b\n         ^");
}

TEST(ManifestError, Includes) {
  EXPECT_EQ(parseError("include\n"),
            "build.ninja:1:8: expected the path of a manifest, found the end of the line\ninclude\n"
            "       ^");
  EXPECT_EQ(parseError("subninja sub.ninja\n"),
            "build.ninja:1:10: 'sub.ninja' cannot be read because there is no such file\n"
            "subninja sub.ninja\n         ^");
  EXPECT_EQ(parseError("include a b\n", {{"a", ""}}),
            "build.ninja:1:11: expected the end of the line after the manifest's path, found 'b'\n"
            "include a b\n          ^");
  EXPECT_EQ(parseError("\ninclude ./build.ninja\n"),
            "build.ninja:2:9: './build.ninja' includes itself\ninclude ./build.ninja\n        ^");
  EXPECT_EQ(parseError("include a\n", {{"a", "subninja b\n"}, {"b", "\n\ninclude x/../a\n"}}),
            "b:3:9: 'x/../a' includes itself\ninclude x/../a\n        ^");
}

TEST(ManifestError, IsToldOfTheFileItIsIn) {
  EXPECT_EQ(parseError("include a\n", {{"a", "x = 1\n{\n"}}),
            "a:2:1: unexpected character '{'\n{\n^");
}

TEST(ManifestError, SaysWhyAnIncludedFileCannotBeRead) {
  Graph graph(PathStyle::Posix);
  auto reader = [](std::string_view) -> std::optional<std::string> {
    throw std::string("d: cannot be read because it is a directory.");
  };
  EXPECT_EQ(errorOf([&] { parseManifest(graph, "build.ninja", "include d\n", reader); }),
            "build.ninja:1:9: d: cannot be read because it is a directory.\ninclude d\n        ^");
}

// What is cut off or damaged anywhere is refused with a string, or is still a manifest.

constexpr std::string_view kWhole =
    "ninja_required_version = 1.5\r\n"
    "pool p\n  depth = 2\n"
    "rule r\n  command = c $in > ${out} $$ $:\n  rspfile = $out.rsp\n  rspfile_content = $in\n"
    "  pool = p\n"
    "build a$ b | c: r d$:e $\n  ./f//g | h || i |@ j\n  x = 1 $y\n  dyndep = i\n"
    "# comment\n"
    "build k: phony k a$ b\nsubninja sub\ninclude sub2\ndefault k\n";

void parseAnything(const std::string& text) {
  Files files = {{"sub", "v = 1\n"}, {"sub2", "w = ${v}\n"}};
  try {
    Parsed parsed(text, files);
    for (const Edge* edge : parsed->edges()) edge->commandWithResponseFile();
  } catch (const std::string& error) {
    EXPECT_FALSE(error.empty());
  }
}

TEST(ManifestError, SurvivesEveryBeginning) {
  EXPECT_NO_THROW(Parsed(std::string(kWhole), {{"sub", ""}, {"sub2", ""}}));
  for (std::size_t length = 0; length < kWhole.size(); ++length) {
    parseAnything(std::string(kWhole.substr(0, length)));
  }
}

TEST(ManifestError, SurvivesEveryDamage) {
  for (std::size_t at = 0; at < kWhole.size(); ++at) {
    std::string without(kWhole);
    parseAnything(without.erase(at, 1));
    for (char c : std::string_view("\0\n\r\t $:|=#{}\xFF", 13)) {
      std::string damaged(kWhole);
      damaged[at] = c;
      parseAnything(damaged);
      std::string inserted(kWhole);
      parseAnything(inserted.insert(at, 1, c));
    }
  }
}

}  // namespace
}  // namespace sysmake
