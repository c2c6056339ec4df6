// unittests/tidy/PlatformChecksTest.cpp -- The system does not get in by a macro or a back door.
#include <gtest/gtest.h>

#include "Planted.hpp"

namespace tidy {
namespace {

TEST(TidyPlatformMacros, AConditionOnTheSystemIsAllowedNowhere) {
  const char* text = "#ifdef _WIN32\n#elif defined(__linux__) || defined(__APPLE__)\n#endif\n";
  EXPECT_EQ(places(checkPlatformMacros, {{"lib/sys/Unix/A.cpp", text}}),
            "lib/sys/Unix/A.cpp:1 lib/sys/Unix/A.cpp:2 lib/sys/Unix/A.cpp:2");
  EXPECT_EQ(places(checkPlatformMacros, {{"include/sys/A.hpp", "#if !defined __unix__\n#endif\n"}}),
            "include/sys/A.hpp:1");
  EXPECT_EQ(found(checkPlatformMacros, {{"lib/sys/Windows/Windows.hpp", text}}), "");
}

TEST(TidyPlatformMacros, ALayerMayAskForItsLibraryAndFeatures) {
  const char* text =
      "#ifdef __GLIBC__\n#endif\n#ifdef SYS_pidfd_open\n#endif\n#if __x86_64__\n#endif\n";
  EXPECT_EQ(found(checkPlatformMacros, {{"lib/sys/Unix/A.cpp", text}}), "");
  EXPECT_EQ(places(checkPlatformMacros, {{"lib/sys/A.cpp", text},
                                         {"lib/sys/Unix/A.cpp", "int x;\n"},
                                         {"unittests/Unix/A.cpp", text}}),
            "lib/sys/A.cpp:1 lib/sys/A.cpp:5");
}

TEST(TidyPlatformMacros, NamesInCodeAndDefinitionsCountOutsideTheLayers) {
  EXPECT_EQ(places(checkPlatformMacros,
                   {{"tools/a/A.cpp", "#define _GNU_SOURCE\nint x = __linux__;\nint y = unix;\n"}}),
            "tools/a/A.cpp:1 tools/a/A.cpp:2 tools/a/A.cpp:3");
  EXPECT_EQ(found(checkPlatformMacros,
                  {{"tools/a/A.cpp",
                    "// __linux__\nconst char* x = \"__linux__\";\n#ifdef NDEBUG\n#endif\n"},
                   {"benchmarks/A.cpp", "#ifdef __linux__\n#endif\n"}}),
            "");
}

TEST(TidyBypass, HeadersThatReachTheSystemAreFound) {
  const char* text =
      "#include <filesystem>\n#include <cstdlib>\n#include <iostream>\n#include <cstdio>\n";
  EXPECT_EQ(places(checkBypass, {{"tools/a/A.cpp", text}}),
            "tools/a/A.cpp:1 tools/a/A.cpp:3 tools/a/A.cpp:4");
  EXPECT_EQ(places(checkBypass, {{"unittests/A.cpp", "#include <fstream>\n"},
                                 {"lib/sys/A.cpp", "#include <csignal>\n"},
                                 {"lib/sys/Unix/A.cpp", "#include <csignal>\n"},
                                 {"benchmarks/A.cpp", text}}),
            "lib/sys/A.cpp:1 unittests/A.cpp:1");
}

TEST(TidyBypass, NamesOfTheStandardThatReachTheSystemAreFound) {
  EXPECT_EQ(places(checkBypass, {{"tools/a/A.cpp",
                                  "void f() {\n"
                                  "  std::cout << 1;\n"
                                  "  printf(\"x\");\n"
                                  "  const char* x = std::getenv(\"x\");\n"
                                  "  if (!getenv(\"x\")) return;\n"
                                  "  std::remove(\"x\");\n"
                                  "  remove(\"x\");\n"
                                  "  return rename(\"x\", \"y\");\n"
                                  "  system(\"x\");\n"
                                  "  std::ifstream file(\"x\");\n"
                                  "  std::random_device device;\n"
                                  "}\n"}}),
            "tools/a/A.cpp:2 tools/a/A.cpp:3 tools/a/A.cpp:4 tools/a/A.cpp:5 tools/a/A.cpp:6 "
            "tools/a/A.cpp:7 tools/a/A.cpp:8 tools/a/A.cpp:9 tools/a/A.cpp:10 tools/a/A.cpp:11");
}

TEST(TidyBypass, CallsOfTheSystemItselfAreFound) {
  EXPECT_EQ(places(checkBypass, {{"lib/sys/A.cpp", "int f() { return ::read(0, p, 1); }\n"},
                                 {"unittests/A.cpp", "void g() {\n  ::close(1);\n}\n"}}),
            "lib/sys/A.cpp:1 unittests/A.cpp:2");
}

TEST(TidyBypass, NamesakesAreLeftAlone) {
  EXPECT_EQ(
      found(checkBypass,
            {{"tools/a/A.cpp",
              "struct S {\n  std::optional<int> signal() const;\n  int system(int x);\n"
              "  void print() { sys::File::remove(p); status.signal(); list->remove(x); }\n};\n"
              "void g() {\n  std::erase(v, std::remove(v.begin(), v.end(), 1));\n"
              "  std::exit(1);\n  std::abort();\n  int m = std::numeric_limits<int>::max();\n  "
              "::testing::Init();\n  ::new (p) S;\n}\n"
              "bool remove(int x);\nvoid h() { remove(1); }\n"},
             {"tools/a/B.cpp", "// std::cout\nauto x = \"std::cout << getenv(\";\n"}}),
      "");
}

TEST(TidyReservedNames, AreNotDeclared) {
  EXPECT_EQ(
      places(checkReservedNames, {{"tools/a/A.cpp", "int near = 1;\nvoid f(bool far);\n"},
                                  {"lib/sys/A.cpp", "enum class E { IN, Other };\n"},
                                  {"lib/sys/Unix/A.cpp", "int interface;\nint f(int* unix);\n"}}),
      "lib/sys/A.cpp:1 lib/sys/Unix/A.cpp:1 lib/sys/Unix/A.cpp:2 tools/a/A.cpp:1 "
      "tools/a/A.cpp:2");
}

TEST(TidyReservedNames, MayBeUsedInALayerWhereTheyAreTheSystems) {
  const char* text =
      "int f() { return errno; }\nvoid g() { h(::environ, DELETE | 1); if (errno == 1) errno = 2; "
      "}\n";
  EXPECT_EQ(found(checkReservedNames, {{"lib/sys/Unix/A.cpp", text}}), "");
  EXPECT_EQ(
      places(checkReservedNames, {{"lib/sys/A.cpp", text}, {"lib/sys/Unix/A.cpp", "int x;\n"}}),
      "lib/sys/A.cpp:1 lib/sys/A.cpp:2 lib/sys/A.cpp:2 lib/sys/A.cpp:2 lib/sys/A.cpp:2");
}

}  // namespace
}  // namespace tidy
