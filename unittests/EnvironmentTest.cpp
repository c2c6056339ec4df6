// unittests/EnvironmentTest.cpp -- Variables as values, and programs that are found only where PATH
// says.
#include "sys/Environment.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "Children.hpp"
#include "EnvironmentText.hpp"
#include "SystemFiles.hpp"
#include "TemporaryTree.hpp"
#include "Thrown.hpp"
#include "sys/Directory.hpp"
#include "sys/File.hpp"
#include "sys/Process.hpp"

namespace sys {
namespace {

using Entries = std::vector<std::string>;

constexpr bool kIgnoresCase = kHostPathStyle == PathStyle::Windows;

TEST(Environment, IsEmptyAtFirst) {
  EXPECT_TRUE(Environment().entries().empty());
  EXPECT_EQ(Environment().find("PATH"), std::nullopt);
}

TEST(Environment, KeepsWhatIsSetSortedByName) {
  Environment variables;
  variables.set("B", "2").set("A", "1").set("AB", "").set("B", "3");
  EXPECT_EQ(variables.entries(), (Entries{"A=1", "AB=", "B=3"}));
  EXPECT_EQ(variables.find("B"), "3");
  EXPECT_EQ(variables.find("AB"), "");
  EXPECT_EQ(variables.find("C"), std::nullopt);
  variables.unset("AB").unset("nothing");
  EXPECT_EQ(variables.entries(), (Entries{"A=1", "B=3"}));
}

TEST(Environment, AValueMayContainAnythingButNul) {
  Environment variables;
  variables.set("A", "x=y;\n\"z\" \xC3\xA9");
  EXPECT_EQ(variables.find("A"), "x=y;\n\"z\" \xC3\xA9");
}

TEST(Environment, ComparesNamesAsTheHostDoes) {
  Environment variables;
  variables.set("Path", "1").set("PATH", "2");
  EXPECT_EQ(variables.entries().size(), kIgnoresCase ? 1U : 2U);
  EXPECT_EQ(variables.find("path").has_value(), kIgnoresCase);
}

TEST(Environment, Cve2022_41716_Psf2017_8_RefusesNamesAndValuesThatWouldMakeOthers) {
  Environment variables;
  EXPECT_EQ(thrownBy([&] { variables.set("A=B", "x"); }),
            "A=B: a variable cannot be used because its name contains '='.");
  EXPECT_EQ(thrownBy([&] { variables.set("", "x"); }),
            "a variable cannot be used because its name is empty.");
  const std::string_view nul("A\0B", 3);
  const char* const kNothing = "nothing was thrown";
  EXPECT_NE(thrownBy([&] { variables.set(nul, "x"); }), kNothing);
  EXPECT_NE(thrownBy([&] { variables.set("A", nul); }), kNothing);
  EXPECT_NE(thrownBy([&] { variables.unset("A="); }), kNothing);
  EXPECT_NE(thrownBy([&] { (void)variables.find(nul); }), kNothing);
  EXPECT_NE(thrownBy([&] { (void)Environment::get("=C:"); }), kNothing);
  EXPECT_NE(thrownBy([&] { (void)variables.findProgram(nul); }), kNothing);
  EXPECT_TRUE(variables.entries().empty());
}

TEST(Environment, OfThisProcessIsReadAsAWholeAndByName) {
  const Environment current = Environment::current();
  EXPECT_EQ(current.find("PATH"), Environment::get("PATH"));
  EXPECT_TRUE(Environment::get("PATH"));
  EXPECT_EQ(Environment::get("SYS_TEST_UNSET"), std::nullopt);
  EXPECT_TRUE(std::is_sorted(current.entries().begin(), current.entries().end(),
                             [](const std::string& left, const std::string& right) {
                               return variables::compareNames(
                                          variables::nameOf(left, kHostPathStyle),
                                          variables::nameOf(right, kHostPathStyle),
                                          kHostPathStyle) < 0;
                             }));
}

TEST(Environment, ArrivesInAChildAsItIs) {
  Command command = childCommand("variable", {"SYS_TEST"});
  Environment variables = Environment::current();
  command.environment(variables.set("SYS_TEST", "gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80=; "));
  EXPECT_EQ(Process::capture(command).output, "gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80=; ");
  command.environment(variables.set("SYS_TEST", ""));
  EXPECT_EQ(Process::capture(command).output, "");
  command.environment(variables.unset("SYS_TEST"));
  EXPECT_EQ(Process::capture(command).output, "(unset)");
}

// The text of both systems, on every host.

TEST(Environment, OfANameThatOccursTwiceTheFirstStands) {
  EXPECT_EQ(variables::sorted({"B=1", "A=1", "B=2", "nonsense", "=x", "b=3"}, PathStyle::Posix),
            (Entries{"A=1", "B=1", "b=3"}));
  EXPECT_EQ(variables::sorted({"B=1", "A=1", "B=2", "nonsense", "=x", "b=3"}, PathStyle::Windows),
            (Entries{"A=1", "B=1"}));
}

TEST(Environment, WindowsOwnVariablesOfDrivesAreCarriedAlong) {
  EXPECT_EQ(
      variables::sorted({"a_b=1", "ab=2", "=C:=C:\\x", "AA=3", "=ExitCode=0"}, PathStyle::Windows),
      (Entries{"=C:=C:\\x", "=ExitCode=0", "AA=3", "ab=2", "a_b=1"}));
}

TEST(Environment, IsABlockOfTextAsSystemsKeepIt) {
  using namespace std::string_literals;
  const Entries entries = {"=C:=C:\\x", "A=1", "B="};
  EXPECT_EQ(variables::blockOf(entries, PathStyle::Posix), "=C:=C:\\x\0A=1\0B=\0"s);
  EXPECT_EQ(variables::blockOf(entries, PathStyle::Windows), "=C:=C:\\x\0A=1\0B=\0\0"s);
  EXPECT_EQ(variables::blockOf({}, PathStyle::Posix), "");
  EXPECT_EQ(variables::blockOf({}, PathStyle::Windows), "\0\0"s);
  for (const PathStyle style : {PathStyle::Posix, PathStyle::Windows}) {
    EXPECT_EQ(variables::entriesOf(variables::blockOf(entries, style)), entries);
    EXPECT_EQ(variables::entriesOf(variables::blockOf({}, style)), Entries());
  }
  EXPECT_EQ(variables::entriesOf("A=1\0B=2"s), (Entries{"A=1", "B=2"}));
  EXPECT_EQ(variables::entriesOf("A=1\0\0B=2\0"s), (Entries{"A=1"}));
}

Entries textsOf(const std::vector<Path>& paths) {
  Entries texts;
  for (const Path& path : paths) texts.push_back(path.text());
  return texts;
}

Entries onPosix(std::string_view program, std::string_view search) {
  return textsOf(variables::programFiles(program, search, "", PathStyle::Posix));
}

Entries onWindows(std::string_view program, std::string_view search,
                  std::string_view extensions = ".EXE;.bat") {
  return textsOf(variables::programFiles(program, search, extensions, PathStyle::Windows));
}

TEST(ProgramFiles, AreLookedForInTheOrderOfPath) {
  EXPECT_EQ(onPosix("cc", "/usr/bin:/bin/"), (Entries{"/usr/bin/cc", "/bin/cc"}));
  EXPECT_EQ(onPosix("./cc", "/usr/bin"), (Entries{"./cc"}));
  EXPECT_EQ(onPosix("/a/cc", ""), (Entries{"/a/cc"}));
  EXPECT_EQ(onPosix("a\\cc", "/bin"), (Entries{"/bin/a\\cc"}));
  EXPECT_EQ(onPosix("cc", ""), Entries{});
}

TEST(ProgramFiles, EntriesThatMeanTheCurrentDirectoryAreSkipped) {
  EXPECT_EQ(onPosix("cc", ":/bin::.:bin:../x:"), (Entries{"/bin/cc"}));
  EXPECT_EQ(onWindows("cc", ";.;bin;C:bin;\\bin;C:\\bin;"),
            (Entries{"C:\\bin\\cc.EXE", "C:\\bin\\cc.bat"}));
}

TEST(ProgramFiles, OnWindowsHaveAnExtension) {
  EXPECT_EQ(onWindows("cc", "C:\\a;D:\\b"),
            (Entries{"C:\\a\\cc.EXE", "C:\\a\\cc.bat", "D:\\b\\cc.EXE", "D:\\b\\cc.bat"}));
  EXPECT_EQ(onWindows("python3.11", "C:\\a"),
            (Entries{"C:\\a\\python3.11", "C:\\a\\python3.11.EXE", "C:\\a\\python3.11.bat"}));
  EXPECT_EQ(onWindows("cc", "C:\\a", ""),
            (Entries{"C:\\a\\cc.COM", "C:\\a\\cc.EXE", "C:\\a\\cc.BAT", "C:\\a\\cc.CMD"}));
  EXPECT_EQ(onWindows("cc", "C:\\a", "exe;.;.e\\x;.js"), (Entries{"C:\\a\\cc.js"}));
  EXPECT_EQ(onWindows("a/cc", "C:\\a"), (Entries{"a/cc.EXE", "a/cc.bat"}));
  EXPECT_EQ(onWindows("C:cc.exe", "C:\\a", ".bat"), (Entries{"C:cc.exe", "C:cc.exe.bat"}));
}

TEST(ProgramFiles, OnWindowsAQuotedEntryMayContainTheSeparator) {
  EXPECT_EQ(onWindows("cc.exe", "\"C:\\a;b\";D:\\c", ".x"),
            (Entries{"C:\\a;b\\cc.exe", "C:\\a;b\\cc.exe.x", "D:\\c\\cc.exe", "D:\\c\\cc.exe.x"}));
}

TEST(ProgramFiles, Cve2022_30580_Cve2025_47906_ADirectoryIsNoProgram) {
  for (const char* program : {"", ".", ".."}) {
    EXPECT_EQ(onPosix(program, "/bin"), Entries{}) << program;
    EXPECT_EQ(onWindows(program, "C:\\bin"), Entries{}) << program;
  }
  EXPECT_EQ(onWindows("a\\", "C:\\bin"), Entries{});
}

TEST(ProgramFiles, Cve2024_43402_WindowsSecondSpellingsAreNotFound) {
  for (const char* program : {"x.bat.", "x.bat ", "x.bat. .", "x.bat::$DATA", "NUL", "con.exe",
                              "C:\\a\\aux", "COM1.exe"}) {
    EXPECT_EQ(onWindows(program, "C:\\bin"), Entries{}) << program;
  }
}

// With true files.

// The name of a program on this system.
std::string programName(std::string_view stem) {
  return std::string(stem) + std::string(Process::executable().extension());
}

Path installProgram(const TemporaryTree& tree, std::string_view name) {
  const Path path = tree / name;
  makeProgram(path);
  return path;
}

Environment withPath(const std::string& text) {
  Environment variables;
  variables.set("PATH", text);
  return variables;
}

const std::string kListSeparator = kIgnoresCase ? ";" : ":";

TEST(FindProgram, FindsTheFirstInPath) {
  const TemporaryTree first;
  const TemporaryTree second;
  const std::string name = programName("tool");
  const Environment variables =
      withPath(first.path().text() + kListSeparator + second.path().text());
  EXPECT_EQ(variables.findProgram(name), std::nullopt);
  const Path later = installProgram(second, name);
  EXPECT_EQ(variables.findProgram(name), later);
  const Path sooner = installProgram(first, name);
  EXPECT_EQ(variables.findProgram(name), sooner);
  EXPECT_EQ(variables.findProgram(programName("other")), std::nullopt);
}

TEST(FindProgram, TriesTheExtensionsOfTheSystem) {
  const TemporaryTree tree;
  const Path program = installProgram(tree, programName("tool"));
  const std::optional<Path> found = withPath(tree.path().text()).findProgram("tool");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->parent(), program.parent());
  EXPECT_EQ(found->stem(), "tool");
}

TEST(FindProgram, ADirectoryOrAPlainFileIsNone) {
  const TemporaryTree tree;
  const TemporaryTree second;
  tree.directory(programName("tool"));
  const Environment variables =
      withPath(tree.path().text() + kListSeparator + second.path().text());
  EXPECT_EQ(variables.findProgram(programName("tool")), std::nullopt);
  const Path program = installProgram(second, programName("tool"));
  EXPECT_EQ(variables.findProgram(programName("tool")), program);
  // Without the permission to execute it, or an extension that says so.
  tree.file("data", "x");
  EXPECT_EQ(variables.findProgram("data"), std::nullopt);
  EXPECT_EQ(variables.findProgram((tree / "data").text()), std::nullopt);
}

TEST(FindProgram, AnEntryThatIsAFileHoldsNothing) {
  const TemporaryTree tree;
  const Path program = installProgram(tree, programName("tool"));
  const Environment variables = withPath(program.text());
  for (const char* name : {"", ".", "..", "tool"}) {
    EXPECT_EQ(variables.findProgram(name), std::nullopt) << name;
  }
}

TEST(FindProgram, APathIsNotSearchedForAndBecomesAbsolute) {
  const TemporaryTree tree;
  const std::string name = programName("tool");
  const Path program = installProgram(tree, name);
  EXPECT_EQ(Environment().findProgram(program.text()), program);
  EXPECT_EQ(Environment().findProgram((tree / programName("other")).text()), std::nullopt);

  const Path relative = program.relativeTo(Directory::current());
  const std::optional<Path> found = Environment().findProgram(Path(".").join(relative).text());
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->isAbsolute());
  EXPECT_EQ(found->normalized(), program.normalized());
}

TEST(FindProgram, TheCurrentDirectoryIsNotSearched) {
  const std::string name = programName("tool-in-current-directory");
  const Path program = Directory::current().join(name);
  makeProgram(program);
  std::string found;
  for (const std::string& path : {std::string(), kListSeparator, std::string("."),
                                  "." + kListSeparator, kListSeparator + kListSeparator + "."}) {
    if (withPath(path).findProgram(name)) found += "[" + path + "]";
  }
  if (Environment().findProgram(name)) found += "[without PATH]";
  EXPECT_EQ(withPath(program.parent().text()).findProgram(name), program);
  File::remove(program);
  EXPECT_EQ(found, "");
}

TEST(FindProgram, WorksWithNamesBeyondAscii) {
  const TemporaryTree tree;
  const std::string name = programName("gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80");
  const Path program = installProgram(tree, name);
  EXPECT_EQ(withPath(tree.path().text()).findProgram(name), program);
}

}  // namespace
}  // namespace sys
