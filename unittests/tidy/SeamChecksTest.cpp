// unittests/tidy/SeamChecksTest.cpp -- The porter's list is compared with what the headers declare.
#include <gtest/gtest.h>

#include "Planted.hpp"

namespace tidy {
namespace {

constexpr const char* kSeam =
    "struct Process::Os {\n  static int start(int x);\n  static int start(long x);\n"
    "  static void kill();\n};\n";
constexpr const char* kError =
    "int lastCode();\n[[noreturn]] void fail(int x);\ninline int f() { return 1; }\n";
constexpr const char* kList =
    "3 functions in 2 private headers:\n\n- `lib/sys/Error.hpp` (1): `lastCode`\n"
    "- `lib/sys/ProcessOs.hpp` (2): `start` `kill`\n";

std::string porting(const std::string& list) {
  return "# Porting\n\n<!-- seams: written by `tidy --seams` -->\n" + list +
         "<!-- end of seams -->\n";
}

std::string with(const std::string& text) {
  return found(checkSeams, {{"lib/sys/ProcessOs.hpp", kSeam},
                            {"lib/sys/Error.hpp", kError},
                            {"lib/sys/Error.cpp", "void fail(int x) { }\n"},
                            {"lib/sys/Unix/Error.cpp", "int lastCode() { return 1; }\n"},
                            {"docs/porting.md", text}});
}

TEST(TidySeams, TheListIsTheDeclarations) {
  EXPECT_EQ(seamList(plant({{"lib/sys/ProcessOs.hpp", kSeam},
                            {"lib/sys/Error.hpp", kError},
                            {"lib/sys/Error.cpp", "void fail(int x) { }\n"}})),
            kList);
  EXPECT_EQ(with(porting(kList)), "");
}

TEST(TidySeams, AListThatIsBehindIsFound) {
  EXPECT_EQ(with(porting("2 functions in 1 private headers:\n")),
            "docs/porting.md:4: the list of seams is not what lib/sys declares: replace it by that "
            "of `tidy --seams`\n");
  EXPECT_EQ(with("# Porting\n"), "docs/porting.md:1: no list of seams between its two marks\n");
}

}  // namespace
}  // namespace tidy
