// unittests/EnvironmentTest.cpp -- Variables as values, and where a program is found and where never.
#include "sys/Environment.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "Children.hpp"
#include "sys/Directory.hpp"
#include "sys/Process.hpp"

namespace sys {
namespace {

TEST(Environment, ValuesCanBeSetFoundAndTakenAway) {
  Environment variables;
  EXPECT_FALSE(variables.find("A"));
  variables.set("B", "2").set("A", "1").set("C", "").set("B", "two = 2");
  EXPECT_EQ(variables.find("A"), "1");
  EXPECT_EQ(variables.find("B"), "two = 2");
  EXPECT_EQ(variables.find("C"), "") << "an empty value is a value";
  EXPECT_EQ(variables.entries(), (std::vector<std::string>{"A=1", "B=two = 2", "C="}));
  variables.unset("B").unset("B").unset("nothing");
  EXPECT_FALSE(variables.find("B"));
  EXPECT_EQ(variables.entries().size(), 2U);
}

TEST(Environment, NamesDifferByCaseOnUnixOnly) {
  Environment variables;
  variables.set("Path", "1").set("PATH", "2");
  EXPECT_EQ(variables.find("path").has_value(), native::kWindows);
  EXPECT_EQ(variables.entries().size(), native::kWindows ? 1U : 2U);
}

TEST(Environment, WhatNoSystemCanKeepIsRefused) {
  Environment variables;
  EXPECT_THROW(variables.set("", "x"), std::string);
  EXPECT_THROW(variables.set("A=B", "x"), std::string);
  EXPECT_THROW(variables.set(std::string("A\0B", 3), "x"), std::string);
  EXPECT_THROW(variables.set("A", std::string("x\0y", 3)), std::string);
  EXPECT_THROW(variables.find("A=B"), std::string);
  EXPECT_TRUE(variables.entries().empty());
}

TEST(Environment, CurrentIsACopyInOrder) {
  const Environment current = Environment::current();
  EXPECT_TRUE(current.find("PATH"));
  EXPECT_EQ(Environment::get("PATH"), current.find("PATH"));
  EXPECT_FALSE(Environment::get("SYS_NO_SUCH_VARIABLE"));
  Environment changed = current;
  changed.set("SYS_NO_SUCH_VARIABLE", "x");
  EXPECT_FALSE(Environment::get("SYS_NO_SUCH_VARIABLE"));
}

class FindProgram : public ::testing::Test {
protected:
  FindProgram() : self_(Process::executable()), separator_(native::kWindows ? ";" : ":") {}

  Environment withPath(const std::string& value) {
    Environment variables = Environment::current();
    variables.set("PATH", value);
    return variables;
  }

  Path self_;
  std::string separator_;
};

TEST_F(FindProgram, LooksInTheDirectoriesOfPathInOrder) {
  const Environment variables = withPath("/no/such" + separator_ + self_.parent().text());
  const std::optional<Path> found = variables.findProgram(self_.name());
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->isAbsolute());
  EXPECT_EQ(found->name(), self_.name());
}

TEST_F(FindProgram, TriesTheExtensionsOfTheSystem) {
  const std::optional<Path> found = withPath(self_.parent().text()).findProgram(self_.stem());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->stem(), self_.stem());
}

TEST_F(FindProgram, NeverLooksInTheCurrentDirectoryUnlessPathSpellsIt) {
  const Path before = Directory::current();
  Directory::enter(self_.parent());
  for (const std::string& path : {std::string(), separator_, "." + separator_ + "..",
                                  separator_ + "/no/such", std::string("relative")}) {
    EXPECT_FALSE(withPath(path).findProgram(self_.name())) << path;
  }
  EXPECT_TRUE(withPath(Directory::current().text()).findProgram(self_.name()));
  Directory::enter(before);
}

TEST_F(FindProgram, APathIsNotSearchedForButMustExist) {
  const Environment none = withPath("");
  EXPECT_EQ(none.findProgram(self_.text()), self_);
  EXPECT_FALSE(none.findProgram("./no-such-program"));
  EXPECT_FALSE(withPath(self_.parent().text()).findProgram("./no/" + std::string(self_.name())));
}

TEST_F(FindProgram, NeitherDirectoriesNorDotsArePrograms) {
  const Environment variables = withPath(self_.parent().parent().text());
  EXPECT_FALSE(variables.findProgram(self_.parent().name()));
  // CVE-2025-47906
  EXPECT_FALSE(variables.findProgram(""));
  EXPECT_FALSE(variables.findProgram("."));
  EXPECT_FALSE(variables.findProgram(".."));
}

}  // namespace
}  // namespace sys
