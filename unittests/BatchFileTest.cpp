// unittests/BatchFileTest.cpp -- A batch file gets its arguments exactly or is refused, on any host
// as text and on Windows for real.
#include "BatchFile.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "Children.hpp"
#include "TemporaryTree.hpp"

namespace sys {
namespace {

std::string batchRefusal(const std::string& argument) {
  const std::vector<std::string> arguments = {argument};
  try {
    return "it ran as " + batchCommand("C:\\x.bat", arguments);
  } catch (const std::string& error) {
    return error;
  }
}

TEST(BatchFile, IsKnownByEverySpellingThatWindowsTakesForOne) {
  for (const char* name : {"x.bat", "C:\\a b\\X.BAT", "x.cmd", "x.CmD.", "x.bat. .", "x.bat ",
                           "x.bat::$DATA", "x.cmd::$data. ", "x.bat. ::$DATA"}) {
    EXPECT_TRUE(isBatchFile(name)) << name;
  }
  for (const char* name : {"x.exe", "bat", "x.bat.exe", "xbat", "x.bats", "", ".", "x.bat\\y"}) {
    EXPECT_FALSE(isBatchFile(name)) << name;
  }
}

TEST(BatchFile, ArgumentsAreQuotedWhereCmdWouldReadThem) {
  const std::vector<std::string> arguments = {"plain",   "a b", "",  "a&b",   "x^y", "a;b,c=d",
                                              "C:\\d\\", "(x)", "!", "grüße", "/?"};
  EXPECT_EQ(batchCommand("C:\\a b\\x.bat", arguments),
            "\"\"C:\\a b\\x.bat\" plain \"a b\" \"\" \"a&b\" \"x^y\" \"a;b,c=d\" C:\\d\\ \"(x)\" "
            "\"!\" \"grüße\" /?\"");
}

TEST(BatchFile, WhatCmdCannotCarryIsRefusedWithTheReason) {
  EXPECT_EQ(
      batchRefusal("50%"),
      "C:\\x.bat: cannot run this batch file with the argument '50%' because cmd.exe replaces "
      "what follows a '%'. Run the program that it calls instead, or hand the argument over "
      "in a file.");
  // The injections of CVE-2024-24576 and their like.
  for (const char* argument : {"\"&calc.exe", "%CMDCMDLINE:~-1%&calc.exe", "a\nb", "a\rb", "a b\\",
                               "\"", "a;\\", "\\\""}) {
    EXPECT_TRUE(batchRefusal(argument).starts_with("C:\\x.bat: cannot run this batch file"))
        << batchRefusal(argument);
  }
}

TEST(BatchFile, ANameThatCmdWouldChangeIsRefused) {
  EXPECT_THROW(batchCommand("C:\\100%\\x.bat", {}), std::string);
  EXPECT_EQ(batchCommand("C:\\x.bat. .", {}), "\"\"C:\\x.bat\"\"");
}

TEST(BatchFile, ALineKeepsWhatTheUserWrote) {
  EXPECT_EQ(batchCommandLine("C:\\x.bat", "  %PATH% \"a\"  b"),
            "\"\"C:\\x.bat\"  %PATH% \"a\"  b\"");
}

TEST(BatchFile, HandsOnExactlyWhatItGot) {
  if (!native::kWindows) GTEST_SKIP() << "only Windows runs batch files";
  const TemporaryTree tree;
  const Path file =
      tree.file("a b.bat", "@\"" + Process::executable().text() + "\" --child arguments %*\r\n");
  const std::vector<std::string> arguments = {"plain",   "a b",     "a&b", "^x y",
                                              "C:\\d\\", "a;b,c=d", "",    "!x!"};
  std::string expected;
  for (const std::string& argument : arguments) expected += "[" + argument + "]\n";
  EXPECT_EQ(Process::capture(Command(file.text()).arguments(arguments)).output, expected);
  // Also where only the search finds out what it is.
  const std::string name = (tree / "a b").text();
  EXPECT_EQ(Process::capture(Command(name).argument("a b")).output, "[a b]\n");
  EXPECT_THROW(Process::start(Command(name).argument("%PATH%")), std::string);
  EXPECT_THROW(Process::start(Command(file.text() + ". .").argument("%PATH%")), std::string);
  const std::string line = "\"" + file.text() + "\" as  \"it stands\"";
  EXPECT_EQ(Process::capture(Command::line(line)).output, "[as]\n[it stands]\n");
}

}  // namespace
}  // namespace sys
