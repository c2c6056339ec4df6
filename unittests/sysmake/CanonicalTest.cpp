// unittests/sysmake/CanonicalTest.cpp -- A file has one spelling in a graph, in both styles.
#include "sysmake/Canonical.hpp"

#include <gtest/gtest.h>

namespace sysmake {
namespace {

using sys::PathStyle;

std::string posix(std::string path) {
  EXPECT_EQ(canonicalize(path, PathStyle::Posix), 0u);
  return path;
}

std::string windows(std::string path) {
  canonicalize(path, PathStyle::Windows);
  return path;
}

std::uint64_t bitsOf(std::string path) { return canonicalize(path, PathStyle::Windows); }

TEST(Canonical, DropsDotsAndEmptyComponents) {
  EXPECT_EQ(posix(""), "");
  EXPECT_EQ(posix("foo.h"), "foo.h");
  EXPECT_EQ(posix("./foo.h"), "foo.h");
  EXPECT_EQ(posix("./foo/./bar.h"), "foo/bar.h");
  EXPECT_EQ(posix("foo//bar.h"), "foo/bar.h");
  EXPECT_EQ(posix("foo/"), "foo");
  EXPECT_EQ(posix("foo/."), "foo");
  EXPECT_EQ(posix("foo/.//"), "foo");
  EXPECT_EQ(posix("foo/.hidden_bar"), "foo/.hidden_bar");
  EXPECT_EQ(posix("foo/..bar"), "foo/..bar");
  EXPECT_EQ(posix("."), ".");
  EXPECT_EQ(posix("./."), ".");
}

TEST(Canonical, TakesComponentsBack) {
  EXPECT_EQ(posix("./x/foo/../bar.h"), "x/bar.h");
  EXPECT_EQ(posix("./x/../foo/../../bar.h"), "../bar.h");
  EXPECT_EQ(posix("./x/foo/../../../../bar.h"), "../../bar.h");
  EXPECT_EQ(posix("foo/.."), ".");
  EXPECT_EQ(posix("foo/bar/.."), "foo");
  EXPECT_EQ(posix("foo/bar/../.."), ".");
  EXPECT_EQ(posix("../foo"), "../foo");
  EXPECT_EQ(posix("../../a/../b"), "../../b");
  EXPECT_EQ(posix(".."), "..");
  EXPECT_EQ(posix("../.."), "../..");
}

TEST(Canonical, KeepsTheRoot) {
  EXPECT_EQ(posix("/"), "/");
  EXPECT_EQ(posix("//"), "/");
  EXPECT_EQ(posix("//foo"), "/foo");
  EXPECT_EQ(posix("/foo/.."), "/");
  EXPECT_EQ(posix("/foo/../bar"), "/bar");
  EXPECT_EQ(posix("/../foo"), "/../foo");
}

TEST(Canonical, LeavesBackslashesAloneInPosixStyle) { EXPECT_EQ(posix("a\\..\\b"), "a\\..\\b"); }

TEST(Canonical, TakesBothSeparatorsInWindowsStyle) {
  EXPECT_EQ(windows("x\\foo\\..\\bar.h"), "x/bar.h");
  EXPECT_EQ(windows(".\\x/foo\\..//bar.h"), "x/bar.h");
  EXPECT_EQ(windows("..\\foo\\"), "../foo");
  EXPECT_EQ(windows("\\\\server\\share\\x"), "//server/share/x");
  EXPECT_EQ(windows("C:\\a\\.\\b"), "C:/a/b");
}

TEST(Canonical, RemembersBackslashes) {
  EXPECT_EQ(bitsOf("a/b/c"), 0u);
  EXPECT_EQ(bitsOf("a\\b/c"), 1u);
  EXPECT_EQ(bitsOf("a/b\\c"), 2u);
  EXPECT_EQ(bitsOf("a\\b\\c"), 3u);
  EXPECT_EQ(bitsOf("a\\bad\\..\\b/c"), 1u);
  EXPECT_EQ(decanonicalize("a/b/c", 2), "a/b\\c");
  EXPECT_EQ(decanonicalize("a/b/c", 0), "a/b/c");
}

TEST(Canonical, KnowsSixtyFourSeparatorsAndSurvivesMore) {
  std::string path;
  for (int i = 0; i < 100; ++i) path += "a\\";
  path += "b";
  EXPECT_EQ(bitsOf(path), ~std::uint64_t{0});
  std::string spelled = decanonicalize(windows(path), bitsOf(path));
  EXPECT_EQ(std::count(spelled.begin(), spelled.end(), '\\'), 64);
}

TEST(Canonical, TellsWhatIsCanonicalWithoutBeingWrong) {
  for (std::string_view path : {"a", "a/b.c", "/a/b", "../a", "../../a/b"}) {
    EXPECT_TRUE(isCanonical(path, PathStyle::Posix)) << path;
    EXPECT_TRUE(isCanonical(path, PathStyle::Windows)) << path;
  }
  for (std::string_view path : {"", "a/", "/", "./a", "a/./b", "a//b", "a/../b", "a/.", "a/.."}) {
    EXPECT_FALSE(isCanonical(path, PathStyle::Posix)) << path;
    EXPECT_FALSE(isCanonical(path, PathStyle::Windows)) << path;
  }
  EXPECT_TRUE(isCanonical("a\\b", PathStyle::Posix));
  EXPECT_FALSE(isCanonical("a\\b", PathStyle::Windows));
}

}  // namespace
}  // namespace sysmake
