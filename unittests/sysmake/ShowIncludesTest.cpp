// unittests/sysmake/ShowIncludesTest.cpp -- The headers that Microsoft's compiler tells of.
#include "sysmake/ShowIncludes.hpp"

#include <gtest/gtest.h>

namespace sysmake {
namespace {

ShowIncludes filtered(std::string_view output, std::string_view prefix = "") {
  return filterShowIncludes(output, prefix, sys::Path("/build", sys::PathStyle::Posix));
}

ShowIncludes filteredOnWindows(std::string_view output) {
  return filterShowIncludes(output, "", sys::Path("C:\\proj\\build", sys::PathStyle::Windows));
}

using Includes = std::vector<std::string>;

TEST(ShowIncludes, TakesIncludesAndTheSourcesNameOut) {
  ShowIncludes result = filtered(
      "foo.cc\r\nNote: including file: a/foo.h\r\nbar.cc(3): warning\r\n"
      "Note: including file:   b.h\n");
  EXPECT_EQ(result.includes, (Includes{"a/foo.h", "b.h"}));
  EXPECT_EQ(result.output, "bar.cc(3): warning\n");
}

TEST(ShowIncludes, KnowsSourcesByTheirExtension) {
  EXPECT_EQ(filtered("foo.cc\nx.C\nbar.CPP\na b.cxx\nd.c++\n").output, "");
  EXPECT_EQ(filtered("src.h\nfoo.cc: x\n").output, "src.h\nfoo.cc: x\n");
}

TEST(ShowIncludes, KeepsASourcesNameAfterTheFirstInclude) {
  EXPECT_EQ(filtered("a.cc\nNote: including file: a.h\na.cc\n").output, "a.cc\n");
}

TEST(ShowIncludes, NamesAHeaderOnce) {
  EXPECT_EQ(filtered("Note: including file: b.h\nNote: including file: ./a/../b.h\n"
                     "Note: including file: a.h\n")
                .includes,
            (Includes{"b.h", "a.h"}));
}

TEST(ShowIncludes, LeavesTheCompilersHeadersOut) {
  EXPECT_EQ(filtered("Note: including file: c:/Program Files/foo.h\n"
                     "Note: including file: d:/MICROSOFT Visual Studio 12.0/x.h\n"
                     "Note: including file: path.h\n")
                .includes,
            (Includes{"path.h"}));
}

TEST(ShowIncludes, TakesAnotherPrefix) {
  ShowIncludes result = filtered("Hinweis: Einlesen der Datei:  x.h\nNote: including file: y.h\n",
                                 "Hinweis: Einlesen der Datei: ");
  EXPECT_EQ(result.includes, (Includes{"x.h"}));
  EXPECT_EQ(result.output, "Note: including file: y.h\n");
}

TEST(ShowIncludes, LeavesTheRestAsItIs) {
  EXPECT_EQ(filtered("").output, "");
  EXPECT_EQ(filtered("a\n\nb").output, "a\n\nb\n");
  EXPECT_EQ(filtered("Note: including file: \n").output, "Note: including file: \n");
  EXPECT_TRUE(filtered("Note: including file: \n").includes.empty());
}

TEST(ShowIncludes, NamesHeadersOfTheSameDriveRelatively) {
  EXPECT_EQ(filteredOnWindows("Note: including file: C:\\proj\\build\\gen\\a.h\r\n"
                              "Note: including file: c:\\proj\\include\\b.h\r\n"
                              "Note: including file: sub\\..\\c.h\r\n"
                              "Note: including file: D:\\x\\d.h\r\n")
                .includes,
            (Includes{"gen/a.h", "../include/b.h", "c.h", "D:/x/d.h"}));
}

}  // namespace
}  // namespace sysmake
