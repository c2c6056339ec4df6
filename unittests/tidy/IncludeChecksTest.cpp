// unittests/tidy/IncludeChecksTest.cpp -- Every include that is out of place is found, no other.
#include <gtest/gtest.h>

#include "Planted.hpp"

namespace tidy {
namespace {

TEST(TidyIncludes, PublicHeadersHaveStandardAndSysHeadersOnly) {
  EXPECT_EQ(places(checkIncludes, {{"include/sys/A.hpp",
                                    "#include <string>\n#include <cstdio>\n#include \"sys/B.hpp\"\n"
                                    "#include <sys/stat.h>\n#include \"absl/time/time.h\"\n"
                                    "#include \"B.hpp\"\n#include <string.h>\n"}}),
            "include/sys/A.hpp:4 include/sys/A.hpp:5 include/sys/A.hpp:6 include/sys/A.hpp:7");
}

TEST(TidyIncludes, ToolsMayHaveAbseilAndTheirOwn) {
  EXPECT_EQ(
      places(checkIncludes,
             {{"tools/a/M.cpp",
               "#include \"N.hpp\"\n#include \"deep/O.hpp\"\n#include \"absl/strings/str_cat.h\"\n"
               "#include <vector>\n#include \"sys/File.hpp\"\n#include <unistd.h>\n"
               "#include \"unistd.h\"\n#include \"Error.hpp\"\n#include <gtest/gtest.h>\n"},
              {"tools/a/N.hpp", ""},
              {"tools/a/deep/O.hpp", "#include \"N.hpp\"\n"},
              {"lib/sys/Error.hpp", ""}}),
      "tools/a/M.cpp:6 tools/a/M.cpp:7 tools/a/M.cpp:8 tools/a/M.cpp:9");
}

TEST(TidyIncludes, TheGenericPartHasItsOwnHeadersButNoneOfALayer) {
  EXPECT_EQ(
      places(
          checkIncludes,
          {{"lib/sys/A.cpp",
            "#include \"AOs.hpp\"\n#include <string>\n#include \"Unix/Unix.hpp\"\n"
            "#include <fcntl.h>\n#include \"absl/strings/ascii.h\"\n#include \"platform/A.cpp\"\n"},
           {"lib/sys/AOs.hpp", "#include \"sys/A.hpp\"\n"},
           {"lib/sys/Unix/Unix.hpp", "#include <unistd.h>\n#include <sys/stat.h>\n"}}),
      "lib/sys/A.cpp:3 lib/sys/A.cpp:4 lib/sys/A.cpp:5");
}

TEST(TidyIncludes, TestsMayHaveGtestAndPrivateHeadersAndOnlyThoseOfALayerTheSystem) {
  EXPECT_EQ(
      places(checkIncludes,
             {{"unittests/ATest.cpp",
               "#include <gtest/gtest.h>\n#include \"Error.hpp\"\n#include \"Children.hpp\"\n"
               "#include \"tidy/Tree.hpp\"\n#include <sys/stat.h>\n#include \"Unix/Unix.hpp\"\n"},
              {"unittests/Children.hpp", ""},
              {"unittests/Unix/ATest.cpp", "#include <sys/stat.h>\n"},
              {"unittests/more/ATest.cpp", "#include <sys/stat.h>\n"},
              {"tools/tidy/Tree.hpp", ""},
              {"lib/sys/Error.hpp", ""},
              {"lib/sys/Unix/Unix.hpp", ""}}),
      "unittests/ATest.cpp:5 unittests/ATest.cpp:6 unittests/more/ATest.cpp:1");
}

TEST(TidyIncludes, AConfiguredHeaderCountsAsThere) {
  EXPECT_EQ(places(checkIncludes, {{"unittests/A.cpp", "#include \"B.hpp\"\n#include \"C.hpp\"\n"},
                                   {"unittests/B.hpp.in", "int x = @X@;\n"}}),
            "unittests/A.cpp:2");
}

TEST(TidyIncludes, WindowsHeadersHaveOneDoor) {
  EXPECT_EQ(
      places(checkIncludes,
             {{"lib/sys/Windows/Windows.hpp", "#include <winsock2.h>\n#include <windows.h>\n"},
              {"lib/sys/Windows/A.cpp", "#include <windows.h>\n#include <shlobj.h>\n"},
              {"lib/sys/Windows/B.cpp", "#include <unistd.h>\n#include <winsock2.h>\n"},
              {"unittests/Windows/C.cpp", "#include <windows.h>\n"}}),
      "lib/sys/Windows/A.cpp:1 lib/sys/Windows/B.cpp:1 lib/sys/Windows/B.cpp:2");
}

TEST(TidyIncludes, NoneGoesUpwards) {
  EXPECT_EQ(found(checkIncludes, {{"lib/sys/Unix/A.cpp", "#include \"../Error.hpp\"\n"}}),
            "lib/sys/Unix/A.cpp:1: no `..` in includes: name the file from the root\n");
}

TEST(TidyIncludes, WhatIsNotCodeIsNotLookedAt) {
  EXPECT_EQ(found(checkIncludes, {{"tools/a/M.cpp",
                                   "// #include <unistd.h>\n/*\n#include <unistd.h>\n*/\n"
                                   "auto text = R\"(\n#include <unistd.h>\n)\";\n"},
                                  {"benchmarks/B.cpp", "#include <unistd.h>\n"}}),
            "");
}

TEST(TidyPlatformInclude, IsTheLastLine) {
  const char* good = "#include \"A.hpp\"\nvoid f() {}\n\n#include \"platform/A.cpp\"\n";
  EXPECT_EQ(found(checkPlatformIncludeIsLast, {{"lib/sys/A.cpp", good}}), "");
  EXPECT_EQ(places(checkPlatformIncludeIsLast,
                   {{"lib/sys/A.cpp", "#include \"platform/A.cpp\"\nvoid f() {}\n"},
                    {"lib/sys/B.cpp", "#include \"platform/B.cpp\"\n#include <string>\n"},
                    {"lib/sys/C.cpp", "void f();\n#include \"platform/C.cpp\"\n// end\n"}}),
            "lib/sys/A.cpp:1 lib/sys/B.cpp:1 lib/sys/C.cpp:2");
}

TEST(TidyPlatformInclude, IsTheUnitsOwnInTheGenericPart) {
  EXPECT_EQ(places(checkPlatformIncludeIsLast,
                   {{"lib/sys/A.cpp", "int x;\n#include \"platform/B.cpp\"\n"},
                    {"lib/sys/Unix/A.cpp",
                     "int x;\n#include \"platform/B.cpp\"\n#include \"platform/C.cpp\"\n"}}),
            "lib/sys/A.cpp:2");
}

}  // namespace
}  // namespace tidy
