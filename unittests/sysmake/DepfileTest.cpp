// unittests/sysmake/DepfileTest.cpp -- What GCC, Clang and others write for make.
#include "sysmake/Depfile.hpp"

#include <gtest/gtest.h>

#include "Parsed.hpp"

namespace sysmake {
namespace {

/// A depfile's targets and inputs, each between bars.
std::string parsed(std::string text) {
  Depfile depfile = parseDepfile("x.d", text);
  std::string result;
  for (std::string_view target : depfile.targets) result.append(target).append("|");
  result.append(" <- ");
  for (std::string_view input : depfile.inputs) result.append(input).append("|");
  return result;
}

TEST(Depfile, ListsTheInputsOfATarget) {
  EXPECT_EQ(parsed("build/a.o: a.c b.h\n"), "build/a.o| <- a.c|b.h|");
  EXPECT_EQ(parsed("a.o : a.c"), "a.o| <- a.c|");
  EXPECT_EQ(parsed("a.o:\n"), "a.o| <- ");
  EXPECT_EQ(parsed(" \\\n  out: in\n"), "out| <- in|");
}

TEST(Depfile, ContinuesLines) {
  EXPECT_EQ(parsed("a.o: \\\n  a.c \\\r\n  b.h\\\nc.h \\\n"), "a.o| <- a.c|b.h|c.h|");
  EXPECT_EQ(parsed("a.o: a.c \\\n\nb.o: b.c\n"), "a.o|b.o| <- a.c|b.c|");
}

TEST(Depfile, AcceptsWindowsLineEnds) {
  EXPECT_EQ(parsed("a.o: \\\r\n a.c \\\r\n b.h\r\n\r\nb.h:\r\n"), "a.o| <- a.c|b.h|");
}

TEST(Depfile, KnowsDriveLettersFromTargets) {
  EXPECT_EQ(parsed("C:\\out\\a.obj: C:\\src\\a.c C:/x.h\n"),
            "C:\\out\\a.obj| <- C:\\src\\a.c|C:/x.h|");
  EXPECT_EQ(parsed("a\\:b.o: c\\:\\d.h\n"), "a:b.o| <- c:\\d.h|");
  EXPECT_EQ(parsed("foo1\\: x\n"), "foo1\\| <- x|");
  EXPECT_EQ(parsed("foo1\\:\nfoo1\\:\r\nfoo1\\:"), "foo1\\| <- ");
}

TEST(Depfile, UndoesEscapes) {
  EXPECT_EQ(parsed("x.o: a\\ b.h c\\#d.h e$$f.h g:h.h i\\j.h\n"),
            "x.o| <- a b.h|c#d.h|e$f.h|g:h.h|i\\j.h|");
  EXPECT_EQ(parsed("\\!\\@\\#$$\\%\\^\\&\\[\\]\\\\:"), "\\!\\@#$\\%\\^\\&\\[\\]\\\\| <- ");
  EXPECT_EQ(parsed("a$b: c$"), "a$b| <- c$|");
  EXPECT_EQ(parsed("x: \xC3\xA4.h (a)!+,;.h"), "x| <- \xC3\xA4.h|(a)!+,;.h|");
}

TEST(Depfile, CountsBackslashesBeforeABlank) {
  EXPECT_EQ(parsed("x: a\\ b"), "x| <- a b|");
  EXPECT_EQ(parsed("x: a\\\\ b"), "x| <- a\\\\|b|");
  EXPECT_EQ(parsed("x: a\\\\\\ b"), "x| <- a\\ b|");
  EXPECT_EQ(parsed("x: a\\\tb\tc"), "x| <- a\tb|c|");
  EXPECT_EQ(parsed("x: a\\\\#b"), "x| <- a\\#b|");
}

TEST(Depfile, CountsBackslashesBeforeTheEndOfTheLine) {
  EXPECT_EQ(parsed("x: a\\\\\ny: b"), "x|y| <- a\\\\|b|");
  EXPECT_EQ(parsed("x: a\\\\\\\nb"), "x| <- a\\\\|b|");
  EXPECT_EQ(parsed("x: a\\"), "x| <- a|");
}

TEST(Depfile, JoinsRulesAndNamesNothingTwice) {
  EXPECT_EQ(parsed("a.o: x y\nb.o: y z\na.o: z w\n"), "a.o|b.o| <- x|y|z|w|");
  EXPECT_EQ(parsed("a.o b.o: x\n"), "a.o|b.o| <- x|");
}

TEST(Depfile, TakesNoInputForATarget) {
  EXPECT_EQ(parsed("a.o: a.c x.h y.h\nx.h:\ny.h:\n"), "a.o| <- a.c|x.h|y.h|");
  EXPECT_EQ(parsed("a.o: x.h\nx.h: deeper.h\n"), "a.o| <- x.h|deeper.h|");
}

TEST(Depfile, LeavesTheNamesOfModulesOut) {
  EXPECT_EQ(parsed("foo.o gcm.cache/foo.gcm: foo.cpp /usr/include/stdc-predef.h\n"
                   "/usr/include/stdc-predef.h:\n"
                   "foo.o gcm.cache/foo.gcm: bar.c++m\n"
                   "foo.c++m: gcm.cache/foo.gcm\n"
                   ".PHONY: foo.c++m\n"
                   "gcm.cache/foo.gcm:| foo.o\n"
                   "CXX_IMPORTS += bar.c++m\n"),
            "foo.o|gcm.cache/foo.gcm| <- foo.cpp|/usr/include/stdc-predef.h|");
}

TEST(Depfile, MayBeEmpty) {
  EXPECT_EQ(parsed(""), " <- ");
  EXPECT_EQ(parsed(" \n\t\r\n"), " <- ");
}

TEST(Depfile, NeedsAColon) {
  EXPECT_EQ(errorOf([] { parsed("a.o a.c\n"); }),
            "x.d: expected ':' after the targets, as in 'a.o: a.c', and found none.");
}

TEST(Depfile, SurvivesEveryBeginning) {
  constexpr std::string_view kWhole =
      "a\\ b.o: c$$d.h \\\r\n e\\#f \\\\ g\\:h i\\\nj:| k\n.PHONY: l\nX += m\n";
  for (std::size_t length = 0; length <= kWhole.size(); ++length) {
    std::string text(kWhole.substr(0, length));
    try {
      parseDepfile("x.d", text);
    } catch (const std::string& error) {
      EXPECT_FALSE(error.empty());
    }
  }
}

}  // namespace
}  // namespace sysmake
