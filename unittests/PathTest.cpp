// unittests/PathTest.cpp -- Paths of both styles, on every host; the named holes of other libraries
// stay closed.
#include "sys/Path.hpp"

#include <gtest/gtest.h>

#include <random>

#include "Thrown.hpp"

namespace sys {
namespace {

Path posix(std::string_view text) { return Path(text, PathStyle::Posix); }
Path windows(std::string_view text) { return Path(text, PathStyle::Windows); }

struct PathPair {
  const char* from;
  const char* to;
};

TEST(Path, RefusesNul) {
  EXPECT_EQ(thrownBy([] { Path(std::string_view("a\0b", 3)); }),
            "a\\0...: a path cannot be used because it contains a NUL character, which no system "
            "accepts in it.");
}

TEST(Path, HasTheHostsStyleByDefault) {
  EXPECT_EQ(Path("a").style(), kHostPathStyle);
  EXPECT_TRUE(Path().empty());
  EXPECT_EQ(Path("a/b").text(), "a/b");
}

TEST(Path, PosixIsAbsoluteAfterASlash) {
  for (const char* text : {"/", "//", "/a", "//a/b"}) EXPECT_TRUE(posix(text).isAbsolute()) << text;
  for (const char* text : {"", ".", "a", "a/b", "C:/a", "\\a"}) {
    EXPECT_FALSE(posix(text).isAbsolute()) << text;
  }
}

TEST(Path, WindowsIsAbsoluteOnADriveShareOrDevice) {
  for (const char* text : {"C:\\", "c:/a", "\\\\s\\h", "//s/h/a", "\\\\s", "\\\\?\\C:\\a",
                           "\\\\.\\NUL", "//?/C:/a", "\\??\\C:\\a", "1:\\a", "\xC3\xA4:\\a"}) {
    EXPECT_TRUE(windows(text).isAbsolute()) << text;
  }
  for (const char* text : {"", "a", "\\a", "/a", "C:", "C:a", "\\", "\\\\", "a\\C:\\b", ".\\c:"}) {
    EXPECT_FALSE(windows(text).isAbsolute()) << text;
  }
}

struct PathTriple {
  const char* left;
  const char* right;
  const char* to;
};

TEST(Path, PosixJoinsWithOneSeparator) {
  constexpr PathTriple kCases[] = {
      {"a", "b", "a/b"},     {"a/", "b", "a/b"},    {"/", "b", "/b"},      {"a", "/b", "/b"},
      {"", "b", "b"},        {"a", "", "a"},        {"", "", ""},          {"a", "../b", "a/../b"},
      {"a", "C:b", "a/C:b"}, {"a", "\\b", "a/\\b"}, {"a\\", "b", "a\\/b"}, {"//", "b", "//b"},
  };
  for (const PathTriple& c : kCases) {
    EXPECT_EQ(posix(c.left).join(posix(c.right)).text(), c.to) << c.left << " + " << c.right;
  }
}

TEST(Path, WindowsJoinKnowsDrivesAndRoots) {
  constexpr PathTriple kCases[] = {
      {"a", "b", "a\\b"},
      {"a/", "b", "a/b"},
      {"a", "b/c", "a\\b/c"},
      {"C:\\a", "D:\\b", "D:\\b"},
      {"C:\\a", "D:b", "D:b"},
      {"C:\\a", "C:b", "C:b"},
      {"C:\\a", "\\b", "C:\\b"},
      {"C:a", "/b", "C:/b"},
      {"C:", "b", "C:b"},
      {"C:", "\\b", "C:\\b"},
      {"a", "\\b", "\\b"},
      {"\\\\s\\h\\a", "\\b", "\\\\s\\h\\b"},
      {"\\\\s\\h", "b", "\\\\s\\h\\b"},
      {"\\\\s", "h", "\\\\s\\h"},
      {"C:\\a", "\\\\s\\h\\b", "\\\\s\\h\\b"},
      {"\\\\?\\C:\\a", "\\b", "\\\\?\\C:\\b"},
      {"\\\\.\\COM5", "b", "\\\\.\\COM5\\b"},
      {"", "b", "b"},
      {"a", "", "a"},
      {"\\", "b", "\\b"},
      {"\\\\", "server", "\\server"},
      {"//", "?", "\\?"},
  };
  for (const PathTriple& c : kCases) {
    EXPECT_EQ(windows(c.left).join(windows(c.right)).text(), c.to) << c.left << " + " << c.right;
  }
}

TEST(Path, DifferentStylesDoNotMix) {
  EXPECT_EQ(thrownBy([] { posix("a").join(windows("b")); }),
            "b: cannot be joined to a path because it is spelled in the style of another system.");
  EXPECT_NE(thrownBy([] { posix("a").relativeTo(windows("b")); }), "nothing was thrown");
  EXPECT_NE(thrownBy([] { posix("a").isWithin(windows("b")); }), "nothing was thrown");
}

TEST(Path, PosixParentAndName) {
  constexpr PathTriple kCases[] = {
      {"a/b", "a", "b"},   {"a", "", "a"},      {"", "", ""},         {"/", "/", ""},
      {"/a", "/", "a"},    {"a/b/", "a/b", ""}, {"a//b", "a", "b"},   {"..", "", ".."},
      {"a/..", "a", ".."}, {"//", "//", ""},    {"a\\b", "", "a\\b"}, {"/a/b.c", "/a", "b.c"},
  };
  for (const PathTriple& c : kCases) {
    EXPECT_EQ(posix(c.left).parent().text(), c.right) << c.left;
    EXPECT_EQ(posix(c.left).name(), c.to) << c.left;
  }
}

TEST(Path, WindowsParentAndName) {
  constexpr PathTriple kCases[] = {
      {"a\\b", "a", "b"},
      {"a/b", "a", "b"},
      {"C:\\a", "C:\\", "a"},
      {"C:\\", "C:\\", ""},
      {"C:a", "C:", "a"},
      {"C:", "C:", ""},
      {"\\a", "\\", "a"},
      {"\\\\s\\h", "\\\\s\\h", ""},
      {"\\\\s\\h\\a", "\\\\s\\h\\", "a"},
      {"\\\\?\\C:\\a", "\\\\?\\C:\\", "a"},
      {"\\\\.\\NUL", "\\\\.\\NUL", ""},
      {"\\\\?\\UNC\\s\\h\\a", "\\\\?\\UNC\\s\\h\\", "a"},
      {"ab:c", "", "ab:c"},
      {"a\\b/", "a\\b", ""},
  };
  for (const PathTriple& c : kCases) {
    EXPECT_EQ(windows(c.left).parent().text(), c.right) << c.left;
    EXPECT_EQ(windows(c.left).name(), c.to) << c.left;
  }
}

TEST(Path, ExtensionBeginsAtTheLastDotThatDoesNotLead) {
  constexpr PathTriple kCases[] = {
      {"a/b.cpp", "b", ".cpp"},
      {"a.b/c", "c", ""},
      {".profile", ".profile", ""},
      {"a.tar.gz", "a.tar", ".gz"},
      {"a.", "a", "."},
      {".", ".", ""},
      {"..", "..", ""},
      {"...", "...", ""},
      {"..x", "..x", ""},
      {"..x.y", "..x", ".y"},
      {"a.b/", "", ""},
      {"", "", ""},
  };
  for (const PathTriple& c : kCases) {
    EXPECT_EQ(posix(c.left).stem(), c.right) << c.left;
    EXPECT_EQ(posix(c.left).extension(), c.to) << c.left;
  }
  EXPECT_EQ(windows("a.b\\c").extension(), "");
  EXPECT_EQ(windows("C:.x").extension(), "");
}

TEST(Path, ReplacesTheExtension) {
  EXPECT_EQ(posix("a/b.cpp").withExtension(".o").text(), "a/b.o");
  EXPECT_EQ(posix("a.b/c").withExtension(".o").text(), "a.b/c.o");
  EXPECT_EQ(posix("a.tar.gz").withExtension("").text(), "a.tar");
  EXPECT_EQ(posix(".profile").withExtension(".o").text(), ".profile.o");
  EXPECT_EQ(posix("..x").withExtension("").text(), "..x");
  EXPECT_EQ(windows("C:\\a\\b.cpp").withExtension(".obj").text(), "C:\\a\\b.obj");
}

TEST(Path, RefusesAnExtensionThatWouldNameAnotherFile) {
  EXPECT_EQ(thrownBy([] { posix("a/").withExtension(".o"); }),
            "a/: cannot get another extension because it does not end in the name of a file.");
  for (const char* text : {"", ".", "..", "/", "a/.."}) {
    EXPECT_NE(thrownBy([&] { posix(text).withExtension(".o"); }), "nothing was thrown") << text;
  }
  EXPECT_EQ(thrownBy([] { posix("a").withExtension("o"); }),
            "o: cannot be an extension because one is empty, or a dot and what follows it in the "
            "name.");
  EXPECT_NE(thrownBy([] { posix("a").withExtension(".o/../b"); }), "nothing was thrown");
  EXPECT_NE(thrownBy([] { windows("a").withExtension(".o\\b"); }), "nothing was thrown");
  EXPECT_EQ(posix("a").withExtension(".o\\b").text(), "a.o\\b");
}

TEST(Path, PosixNormalizes) {
  constexpr PathPair kCases[] = {
      {"", "."},
      {".", "."},
      {"./", "."},
      {"a", "a"},
      {"a/", "a"},
      {"a//b", "a/b"},
      {"a/./b", "a/b"},
      {"a/../b", "b"},
      {"a/..", "."},
      {"..", ".."},
      {"../a", "../a"},
      {"a/../../b", "../b"},
      {"/", "/"},
      {"//", "/"},
      {"/..", "/"},
      {"/../a", "/a"},
      {"/a/../..", "/"},
      {"../..", "../.."},
      {"a/b/../../..", ".."},
      {".../a", ".../a"},
      {"a\\..\\b", "a\\..\\b"},
      {"./c:", "c:"},
      {"/a/../?\?/b", "/?\?/b"},
  };
  for (const PathPair& c : kCases) EXPECT_EQ(posix(c.from).normalized().text(), c.to) << c.from;
}

TEST(Path, WindowsNormalizes) {
  constexpr PathPair kCases[] = {
      {"", "."},
      {"a/b", "a\\b"},
      {"a/../b\\", "b"},
      {"C:/a/../b", "C:\\b"},
      {"C:\\..\\..\\a", "C:\\a"},
      {"C:", "C:."},
      {"C:a\\..", "C:."},
      {"C:..\\a", "C:..\\a"},
      {"\\a\\..", "\\"},
      {"\\\\", "\\"},
      {"///", "\\"},
      {"//s/h", "\\\\s\\h\\"},
      {"\\\\s\\h\\..\\..\\a", "\\\\s\\h\\a"},
      {"\\\\s\\\\h\\\\a", "\\\\s\\h\\a"},
      {"\\\\s", "\\\\s\\"},
      {"//?/C:/a/../b", "\\\\?\\C:\\b"},
      {"\\\\?\\C:\\..\\..\\a", "\\\\?\\C:\\a"},
      {"\\\\?\\C:", "\\\\?\\C:"},
      {"\\\\.\\COM5", "\\\\.\\COM5"},
      {"\\\\.\\C:\\..", "\\\\.\\C:\\"},
      {"\\\\?\\UNC\\s\\h\\..\\..\\a", "\\\\?\\UNC\\s\\h\\a"},
      {"a\\..\\..\\b", "..\\b"},
  };
  for (const PathPair& c : kCases) EXPECT_EQ(windows(c.from).normalized().text(), c.to) << c.from;
}

TEST(Path, RelativeWalksUpAndDown) {
  constexpr PathTriple kCases[] = {
      {"/a/b", "/a", "b"},      {"/a", "/a/b", ".."},
      {"/a", "/a", "."},        {"/a/x", "/a/b/c", "../../x"},
      {"a", "b", "../a"},       {"a", ".", "a"},
      {"a", "", "a"},           {"../a", "b", "../../a"},
      {"../a", "../b", "../a"}, {"../../a", "..", "../a"},
      {"..", "..", "."},        {"/", "/a", ".."},
      {"a/../b", "c/..", "b"},  {"../a", "../a/b", ".."},
  };
  for (const PathTriple& c : kCases) {
    EXPECT_EQ(posix(c.left).relativeTo(posix(c.right)).text(), c.to) << c.left << ", " << c.right;
  }
  EXPECT_EQ(windows("c:\\A\\x").relativeTo(windows("C:/a/b")).text(), "..\\x");
  EXPECT_EQ(windows("\\\\S\\h\\a").relativeTo(windows("\\\\s\\H")).text(), "a");
}

TEST(Path, RelativeThrowsWhereThereIsNone) {
  EXPECT_EQ(thrownBy([] { posix("/a").relativeTo(posix("b")); }),
            "/a: cannot be made relative to b because they do not start at the same root.");
  EXPECT_EQ(thrownBy([] { posix("a").relativeTo(posix("..")); }),
            "a: cannot be made relative to .. because the name of the directory that '..' leaves "
            "is not known. Make both absolute.");
  for (const auto& [path, base] :
       {std::pair("C:\\a", "D:\\a"), std::pair("C:\\a", "C:a"), std::pair("C:\\a", "\\a"),
        std::pair("\\\\s\\h\\a", "C:\\a"), std::pair("\\\\?\\C:\\a", "C:\\a")}) {
    const Path from = windows(path);
    const Path to = windows(base);
    EXPECT_NE(thrownBy([&] { from.relativeTo(to); }), "nothing was thrown") << path << ", " << base;
  }
}

TEST(Path, WithinIsLexicalAndCountsTheDirectoryItself) {
  for (const auto& [path, directory] :
       {std::pair("a", "a"), std::pair("a/b", "a"), std::pair("a/b", "."), std::pair("a/b", ""),
        std::pair("a/../b", "b"), std::pair("/a", "/"), std::pair("../a", ".."),
        std::pair("x", ".."), std::pair("..", "../..")}) {
    EXPECT_TRUE(posix(path).isWithin(posix(directory))) << path << ", " << directory;
  }
  for (const auto& [path, directory] :
       {std::pair("ab", "a"), std::pair("a", "a/b"), std::pair("A/b", "a"),
        std::pair("a/../../a", "a"), std::pair("/a", "a"), std::pair("a", "/"),
        std::pair("../..", ".."), std::pair("../../x", ".."), std::pair("x", "../y")}) {
    EXPECT_FALSE(posix(path).isWithin(posix(directory))) << path << ", " << directory;
  }
}

TEST(Path, WindowsWithinIgnoresCase) {
  EXPECT_TRUE(windows("c:/A/b").isWithin(windows("C:\\a")));
  EXPECT_TRUE(windows("\\\\S\\H\\x").isWithin(windows("\\\\s\\h")));
  EXPECT_TRUE(windows("\\\\?\\C:\\x").isWithin(windows("\\\\?\\C:")));
  EXPECT_FALSE(windows("D:\\a").isWithin(windows("C:\\")));
  EXPECT_FALSE(windows("C:a").isWithin(windows("C:\\")));
  EXPECT_FALSE(windows("\\a").isWithin(windows("C:\\")));
  // Windows drops dots and spaces at the end of a name.
  EXPECT_FALSE(windows("a\\.. ").isWithin(windows("a")));
  EXPECT_FALSE(windows("a\\... \\b").isWithin(windows("a")));
}

TEST(Path, NamesThatEverySystemTakes) {
  for (const char* text : {"a", "a.b", ".profile", "x/a b", "COM10", "nulx", "con-fig", "LPT",
                           "a\xC3\xA9", "\xF0\x9F\x98\x80"}) {
    EXPECT_TRUE(posix(text).hasPortableName()) << text;
  }
  for (const char* text :
       {"",    "/",   ".",   "..",  "a/",   "a.",   "a ",   "...",   "a:b",  "a\\b",        "a*b",
        "a?b", "a<b", "a>b", "a|b", "a\"b", "a\tb", "a\nb", "a\x7F", "\xFF", "\xED\xA0\x80"}) {
    EXPECT_FALSE(posix(text).hasPortableName()) << text;
  }
  EXPECT_TRUE(posix(std::string(255, 'a')).hasPortableName());
  EXPECT_FALSE(posix(std::string(256, 'a')).hasPortableName());
  EXPECT_FALSE(windows("C:").hasPortableName());
  EXPECT_FALSE(windows("C:nul").hasPortableName());
}

// The named holes of other libraries.

TEST(Path, Cve2022_29804_NormalizingDoesNotExposeADrive) {
  EXPECT_EQ(windows(".\\c:").normalized().text(), ".\\c:");
  EXPECT_EQ(windows("./c:\\x").normalized().text(), ".\\c:\\x");
  EXPECT_FALSE(windows(".\\c:\\x").normalized().isAbsolute());
  EXPECT_EQ(windows("a\\c:\\b").relativeTo(windows("a")).text(), ".\\c:\\b");
}

TEST(Path, Cve2022_41722_TakingBackDoesNotExposeADrive) {
  EXPECT_EQ(windows("a/../c:/b").normalized().text(), ".\\c:\\b");
  EXPECT_EQ(windows("a\\..\\..\\c:\\b").normalized().text(), "..\\c:\\b");
}

TEST(Path, Cve2023_45283_TheKernelsDevicePrefixIsNeitherExposedNorIgnored) {
  EXPECT_EQ(windows("\\a\\..\\??\\b").normalized().text(), "\\.\\??\\b");
  EXPECT_EQ(windows("\\").join(windows("??")).join(windows("b")).text(), "\\.\\??\\b");
  EXPECT_EQ(windows("\\").join(windows("??\\b")).text(), "\\.\\??\\b");
  EXPECT_EQ(windows("\\.\\??\\b").normalized().text(), "\\.\\??\\b");
  EXPECT_TRUE(windows("\\??\\c:\\x").isAbsolute());
  EXPECT_EQ(windows("\\??\\c:\\..\\..\\x").normalized().text(), "\\??\\c:\\x");
  EXPECT_EQ(windows("\\").join(windows("??x")).text(), "\\??x");
}

TEST(Path, Cve2023_45284_Cve2024_51756_ReservedNamesInEverySpelling) {
  for (const char* text :
       {"COM1 ", "COM\u00B9", "com\u00B2.txt", "LPT\u00B3", "NUL.txt", "con:", "nul .x", "CONIN$",
        "conout$", "AUX.c", "aux", "Prn", "LPT9.x.y", "com0"}) {
    EXPECT_FALSE(posix(text).hasPortableName()) << text;
    EXPECT_FALSE(windows(text).hasPortableName()) << text;
  }
}

TEST(Path, Cve2022_41720_Cve2025_27210_TakingBackDoesNotExposeADevice) {
  EXPECT_EQ(windows("a\\..\\NUL").normalized().text(), ".\\NUL");
  EXPECT_EQ(windows(".\\com1.txt").normalized().text(), ".\\com1.txt");
  EXPECT_EQ(windows("NUL").normalized().text(), "NUL");
  EXPECT_FALSE(windows("x\\..\\AUX").normalized().hasPortableName());
  EXPECT_FALSE(windows("C:\\root\\NUL").isWithin(windows("C:\\root\\x")));
}

TEST(Path, Cve2025_23084_ADriveIsNotWithinADirectory) {
  const Path root = windows("C:\\root");
  for (const char* text : {"C:", "C:x", "D:", "c:..\\x"}) {
    EXPECT_FALSE(root.join(windows(text)).isWithin(root)) << text;
  }
}

TEST(Path, Cve2019_1351_AnyCharacterNamesADrive) {
  for (const char* text : {"1:\\a", "?:\\a", "\xC3\xA4:\\a", "::\\a"}) {
    EXPECT_TRUE(windows(text).isAbsolute()) << text;
    EXPECT_EQ(windows("C:\\x").join(windows(text)).text(), text);
  }
  EXPECT_EQ(windows("a\\..\\\xC3\xA4:b").normalized().text(), ".\\\xC3\xA4:b");
}

TEST(Path, Cve2019_1352_StreamsAreNotPortable) {
  for (const char* text : {"name:stream", "dir::$INDEX_ALLOCATION", "a.txt::$DATA"}) {
    EXPECT_FALSE(posix(text).hasPortableName()) << text;
    EXPECT_FALSE(windows(text).hasPortableName()) << text;
  }
}

TEST(Path, Cve2019_1353_TheStrictCheckIsThereOnEveryHost) {
  EXPECT_FALSE(Path("NUL").hasPortableName());
  EXPECT_FALSE(Path("a.").hasPortableName());
}

TEST(Path, Cve2019_1354_Cve2021_29468_ABackslashSeparatesOnWindowsAndIsAByteElsewhere) {
  EXPECT_EQ(windows("a\\b").name(), "b");
  EXPECT_EQ(posix("a\\b").name(), "a\\b");
  EXPECT_FALSE(posix("a\\b").hasPortableName());
  EXPECT_EQ(posix("a\\..\\b").normalized().text(), "a\\..\\b");
}

TEST(Path, Cve2023_41105_NulNeverTruncates) {
  EXPECT_NE(thrownBy([] { posix(std::string("victim\0.txt", 11)); }), "nothing was thrown");
  EXPECT_NE(thrownBy([] { posix("a").withExtension(std::string_view(".\0", 2)); }),
            "nothing was thrown");
}

TEST(Path, Cve2022_30632_DepthTakesNoStack) {
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "a/";
  for (int i = 0; i < 100000; ++i) deep += "../";
  EXPECT_EQ(posix(deep).normalized().text(), ".");
  EXPECT_EQ(windows(deep).normalized().text(), ".");
}

TEST(Path, Cve2025_22873_WhatLeavesTheDirectoryIsNotWithinIt) {
  for (const char* text : {"../", "a/../..", "..", "a/../../b"}) {
    EXPECT_FALSE(posix(text).isWithin(posix("."))) << text;
    EXPECT_FALSE(windows(text).isWithin(windows("."))) << text;
  }
}

// What must hold for any text.

std::string randomPath(std::mt19937& random) {
  constexpr std::string_view kPieces[] = {
      "/", "\\", ".", "..", "?", "??", "a", "C:", ":", "NUL", " ", "UNC", "b.c", "//", "\\\\"};
  std::string text;
  for (std::size_t count = random() % 9; count > 0; --count) {
    text += kPieces[random() % std::size(kPieces)];
  }
  return text;
}

TEST(Path, NormalizedIsAFixedPointAndKeepsWhetherItIsAbsolute) {
  std::mt19937 random(42);
  for (int round = 0; round < 100000; ++round) {
    const std::string text = randomPath(random);
    for (const PathStyle style : {PathStyle::Posix, PathStyle::Windows}) {
      const Path path(text, style);
      const Path normalized = path.normalized();
      ASSERT_EQ(normalized.normalized(), normalized) << text << " -> " << normalized.text();
      ASSERT_EQ(normalized.isAbsolute(), path.isAbsolute()) << text << " -> " << normalized.text();
    }
  }
}

TEST(Path, ARelativePathJoinedToItsBaseIsThePath) {
  std::mt19937 random(43);
  int found = 0;
  for (int round = 0; round < 20000; ++round) {
    const PathStyle style = round % 2 == 0 ? PathStyle::Posix : PathStyle::Windows;
    const Path path(randomPath(random), style);
    const Path base(randomPath(random), style);
    // To `\\server` and `\\?` alone the next name is still part of the root.
    const Path start = base.normalized();
    if (start.text().starts_with("\\\\") && start.parent() == start) continue;
    Path relative;
    try {
      relative = path.relativeTo(base);
    } catch (const std::string&) {
      continue;
    }
    ++found;
    ASSERT_FALSE(relative.isAbsolute()) << relative.text();
    const Path again = base.join(relative);
    ASSERT_EQ(again.relativeTo(path).text(), ".")
        << path.text() << " from " << base.text() << " is " << relative.text();
  }
  EXPECT_GT(found, 5000);
}

TEST(Path, ParentAndNameAreTheWholeText) {
  std::mt19937 random(44);
  for (int round = 0; round < 50000; ++round) {
    const std::string text = randomPath(random);
    for (const PathStyle style : {PathStyle::Posix, PathStyle::Windows}) {
      const Path path(text, style);
      ASSERT_TRUE(text.starts_with(path.parent().text())) << text;
      ASSERT_TRUE(text.ends_with(path.name())) << text;
      ASSERT_EQ(std::string(path.stem()) + std::string(path.extension()), path.name()) << text;
      ASSERT_EQ(path.parent().isAbsolute(), path.isAbsolute()) << text;
    }
  }
}

TEST(Path, JoiningARelativePathStaysOnTheSameRoot) {
  std::mt19937 random(45);
  for (int round = 0; round < 100000; ++round) {
    const Path left = windows(randomPath(random));
    const Path right = windows(randomPath(random));
    if (left.empty() || right.text().find(':') != std::string::npos) continue;
    if (right.text().find_first_of("/\\") == 0) continue;
    ASSERT_EQ(left.join(right).isAbsolute(), left.isAbsolute())
        << left.text() << " + " << right.text();
  }
}

}  // namespace
}  // namespace sys
