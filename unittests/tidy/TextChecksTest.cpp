// unittests/tidy/TextChecksTest.cpp -- What is wrong with a line or a comment is found.
#include <gtest/gtest.h>

#include "Planted.hpp"

namespace tidy {
namespace {

TEST(TidyLines, HaveAtMostAHundredColumnsCountedInCharacters) {
  const std::string hundred = "// " + std::string(97, 'x') + "\n";
  std::string wide = "// ";
  for (int i = 0; i < 97; ++i) wide += "\xc3\xa4";
  EXPECT_EQ(found(checkLines, {{"tools/a.cpp", hundred + wide + "\n"}}), "");
  EXPECT_EQ(found(checkLines, {{"tools/a.cpp", "\n/" + hundred}}),
            "tools/a.cpp:2: 101 columns, more than 100\n");
  EXPECT_EQ(found(checkLines, {{"CMakeLists.txt", "#" + hundred},
                               {"docs/a.md", hundred + std::string(200, 'x') + "\n"}}),
            "");
  EXPECT_EQ(
      places(checkLines, {{"cmake/a.cmake", std::string(30, '#') + std::string(90, ' ') + "#\n"}}),
      "cmake/a.cmake:1");
}

TEST(TidyLines, MayBeLongerInATableAndInAnAddress) {
  const std::string wide = "int x = " + std::string(121, '1') + ";\n";
  EXPECT_EQ(places(checkLines, {{"tools/a.cpp",
                                 "// clang-format off\n" + wide + "// clang-format on\n" + wide}}),
            "tools/a.cpp:4");
  EXPECT_EQ(found(checkLines, {{"scripts/a", "sum=" + std::string(128, 'f') + "\n"}}), "");
}

TEST(TidyLines, HaveNoTabsAndNothingAtTheirEnd) {
  EXPECT_EQ(found(checkLines, {{"scripts/a", "x\n\ty\nz \nw\r\nlast"}}),
            "scripts/a:2: a tab\nscripts/a:3: spaces at the end of the line\n"
            "scripts/a:4: a Windows line end\nscripts/a:5: no line end at the end of the file\n");
  EXPECT_EQ(found(checkLines, {{"tools/a.cpp", "int x;\n\n  int y;\n"}, {"a.txt", ""}}), "");
}

TEST(TidyLines, AreNoMarksOfAMerge) {
  const std::string mine = "<<<<<<" + std::string("< mine\n");
  const std::string theirs = ">>>>>>" + std::string("> theirs\n");
  const std::string why = ": the mark of a merge that was left half done\n";
  EXPECT_EQ(found(checkLines, {{"a.txt", "x\n" + mine + "y\n" + theirs}}),
            "a.txt:2" + why + "a.txt:4" + why);
}

TEST(TidyComments, PutNothingOff) {
  EXPECT_EQ(found(checkComments, {{"tools/a.cpp", "int x;  // TODO: more\n/* a\n FIXME */\n"},
                                  {"scripts/b", "true # XXX\n"}}),
            "scripts/b:1: XXX: do it, or open an issue\n"
            "tools/a.cpp:1: TODO: do it, or open an issue\n"
            "tools/a.cpp:2: FIXME: do it, or open an issue\n");
  EXPECT_EQ(found(checkComments,
                  {{"tools/a.cpp", "auto x = \"TODO\";  // the TODOS are XXXL, HACKS not\n"},
                   {"docs/a.md", "No TODO lands.\n"}}),
            "");
}

TEST(TidyComments, ContainNoCode) {
  EXPECT_EQ(
      places(checkComments,
             {{"tools/a.cpp", "// f(x);\n// if (a) {\n// return x;\n// #include <a>\n// };\n"}}),
      "tools/a.cpp:1 tools/a.cpp:2 tools/a.cpp:3 tools/a.cpp:4 tools/a.cpp:5");
  EXPECT_EQ(found(checkComments, {{"tools/a.cpp",
                                   "// It fails (always);\n// return to it later\n"
                                   "// `f(x);` is it.\n/// Example: f(x);\n// a; b;\n"}}),
            "tools/a.cpp:1: code in a comment: delete it\n");
}

TEST(TidyFirstLines, SayWhyTheFileExists) {
  EXPECT_EQ(found(checkFirstLines, {{"tools/a.cpp", "// tools/a.cpp -- It does a.\n"},
                                    {"tools/a.hpp", "#pragma once\n"}}),
            "");
  EXPECT_EQ(places(checkFirstLines, {{"lib/a.cpp", "#include <a>\n"},
                                     {"lib/b.cpp", "// lib/c.cpp -- It does b.\n"},
                                     {"lib/c.cpp", "// lib/c.cpp -- \n"},
                                     {"lib/d.cpp", ""},
                                     {"lib/e.hpp", "// lib/e.hpp\n#pragma once\n"}}),
            "lib/a.cpp:1 lib/b.cpp:1 lib/c.cpp:1 lib/d.cpp:1 lib/e.hpp:1");
}

}  // namespace
}  // namespace tidy
