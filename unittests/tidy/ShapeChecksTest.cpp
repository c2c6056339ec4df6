// unittests/tidy/ShapeChecksTest.cpp -- Length is limited, and what is let through cannot grow.
#include <gtest/gtest.h>

#include "Planted.hpp"

namespace tidy {
namespace {

// A function `A::name` of so many lines.
std::string functionOf(std::size_t lines) {
  std::string text = "void A::f() {\n";
  for (std::size_t line = 2; line < lines; ++line) text += "  g();\n";
  return text + "}\n";
}

TEST(TidySizes, AFunctionHasAtMostSeventyLines) {
  EXPECT_EQ(found(checkSizes, {{"lib/a.cpp", functionOf(70)}}), "");
  EXPECT_EQ(found(checkSizes, {{"lib/a.cpp", "\n" + functionOf(71)}}),
            "lib/a.cpp:2: A::f has 71 lines, more than 70\n");
}

TEST(TidySizes, AFunctionsHandlersAndSignatureCount) {
  std::string text = "void f(\n    int x)\ntry {\n";
  for (int line = 0; line < 65; ++line) text += "  g();\n";
  EXPECT_EQ(found(checkSizes, {{"lib/a.cpp", text + "} catch (...) {\n  h();\n}\n"}}),
            "lib/a.cpp:1: f has 71 lines, more than 70\n");
}

TEST(TidySizes, AFileHasAtMostFiveHundred) {
  const std::string lines(500, '\n');
  EXPECT_EQ(found(checkSizes, {{"lib/a.cpp", lines}, {"docs/a.md", lines + lines}}), "");
  EXPECT_EQ(found(checkSizes, {{"lib/a.cpp", lines + "\n"}}),
            "lib/a.cpp:1: the file has 501 lines, more than 500\n");
}

TEST(TidySizes, AnExceptionLetsExactlyItsNumberThrough) {
  const std::string exceptions = "# why\nlib/a.cpp A::f 80 A table as a switch.\n";
  const auto with = [&](std::size_t lines) {
    return found(checkSizes,
                 {{"lib/a.cpp", functionOf(lines)}, {"tools/tidy/exceptions.txt", exceptions}});
  };
  EXPECT_EQ(with(80), "");
  EXPECT_EQ(with(81), "lib/a.cpp:1: A::f has 81 lines, its exception says 80: it must not grow\n");
  EXPECT_EQ(with(79), "lib/a.cpp:1: A::f has 79 lines, its exception says 80: lower that\n");
  EXPECT_EQ(with(70), "tools/tidy/exceptions.txt:2: lib/a.cpp A::f needs no exception any more\n");
}

TEST(TidySizes, AnExceptionOfAFileIsWrittenWithADash) {
  EXPECT_EQ(found(checkSizes, {{"lib/a.cpp", std::string(600, '\n')},
                               {"tools/tidy/exceptions.txt", "lib/a.cpp - 600 Tables.\n"}}),
            "");
}

TEST(TidySizes, AnExceptionHasANumberAndAReason) {
  EXPECT_EQ(places(checkSizes, {{"tools/tidy/exceptions.txt",
                                 "lib/a.cpp f 80\nlib/a.cpp f many Reasons.\nlib/a.cpp\n"}}),
            "tools/tidy/exceptions.txt:1 tools/tidy/exceptions.txt:2 tools/tidy/exceptions.txt:3");
}

TEST(TidyLeaves, DefineSomething) {
  EXPECT_EQ(found(checkLeavesDefine,
                  {{"lib/sys/Unix/A.cpp", "namespace sys { static int f() { return 1; } }\n"},
                   {"lib/sys/Unix/B.cpp", "constexpr int k = 1;\n"},
                   {"lib/sys/Unix/C.cpp", "A::A() = default;\n"},
                   {"lib/sys/Unix/U.hpp", "int f();\n"},
                   {"lib/sys/A.cpp", "#include \"platform/A.cpp\"\n"}}),
            "");
  EXPECT_EQ(
      places(checkLeavesDefine, {{"lib/sys/Linux/A.cpp", "#include \"Unix/A.cpp\"\n"},
                                 {"lib/sys/Linux/B.cpp",
                                  "namespace sys {\nint f();\nextern int x;\nusing A = B;\n}\n"},
                                 {"lib/sys/Linux/C.cpp", ""}}),
      "lib/sys/Linux/A.cpp:1 lib/sys/Linux/B.cpp:1 lib/sys/Linux/C.cpp:1");
}

}  // namespace
}  // namespace tidy
