// unittests/sysmake/EvaluateTest.cpp -- Variables are looked up in Ninja's order.
#include <gtest/gtest.h>

#include "Parsed.hpp"

namespace sysmake {
namespace {

TEST(Evaluate, MakesACommandOfInAndOut) {
  Parsed parsed(
      "rule cat\n  command = cat $in | tee $out > x\n  rspfile = $out.rsp\n"
      "  rspfile_content = $in_newline\n"
      "build a$ b | c: cat d$ e f | g || h\n");
  EXPECT_EQ(parsed.edge(0).command(), "cat 'd e' f | tee 'a b' > x");
  EXPECT_EQ(parsed.edge(0).get("rspfile"), "'a b'.rsp");
  EXPECT_EQ(parsed.edge(0).getUnquoted("rspfile"), "a b.rsp");
  EXPECT_EQ(parsed.edge(0).get("rspfile_content"), "'d e'\nf");
  EXPECT_EQ(parsed.edge(0).commandWithResponseFile(),
            "cat 'd e' f | tee 'a b' > x;rspfile='d e'\nf");
}

TEST(Evaluate, QuotesForTheGraphsStyle) {
  Parsed parsed("rule cat\n  command = cat $in > $out\nbuild a\\b$ c: cat d\\e\n", {},
                PathStyle::Windows);
  EXPECT_EQ(parsed.edge(0).command(), "cat d\\e > \"a\\b c\"");
}

TEST(Evaluate, PrefersTheEdgeThenTheRuleThenTheFile) {
  Parsed parsed(
      "x = file\ndescription = file\n"
      "rule r\n  command = $x\n  description = rule $x\n"
      "build a: r\n  x = edge\n"
      "build b: r\n  y = 1\n"
      "build c: r\n  description = edge $x\n  x = edge\n");
  EXPECT_EQ(parsed.edge(0).command(), "edge");
  EXPECT_EQ(parsed.edge(0).get("description"), "rule edge");
  EXPECT_EQ(parsed.edge(1).command(), "file");
  EXPECT_EQ(parsed.edge(1).get("description"), "rule file");
  EXPECT_EQ(parsed.edge(2).get("description"), "edge file");
}

TEST(Evaluate, PrefersTheFileToTheRuleForAnEdgeWithoutBindings) {
  Parsed parsed("description = file\nrule r\n  command = c\n  description = rule\nbuild a: r\n");
  EXPECT_EQ(parsed.edge(0).get("description"), "file");
}

TEST(Evaluate, KeepsThatOrderWhenABindingIsAddedLater) {
  Parsed parsed("description = file\nrule r\n  command = c\n  description = rule\nbuild a: r\n");
  parsed->setBinding(&parsed.edge(0), "restat", "1");
  EXPECT_EQ(parsed.edge(0).get("description"), "file");
  EXPECT_EQ(parsed.edge(0).get("restat"), "1");
  parsed->setBinding(&parsed.edge(0), "restat", "");
  EXPECT_FALSE(parsed.edge(0).has("restat"));
}

TEST(Evaluate, UsesTheFilesVariablesAsTheyAreInTheEnd) {
  Parsed parsed("x = 1\nrule r\n  command = $x\nbuild a: r\n  y = $x\nx = 2\n");
  EXPECT_EQ(parsed.edge(0).command(), "2");
  EXPECT_EQ(parsed.edge(0).get("y"), "1");
}

TEST(Evaluate, LetsARuleReferToItsOwnBindings) {
  Parsed parsed("rule r\n  command = gcc -MF $depfile\n  depfile = $out.d\nbuild a: r\n");
  EXPECT_EQ(parsed.edge(0).command(), "gcc -MF a.d");
}

TEST(Evaluate, RefusesACircle) {
  Parsed parsed(
      "rule self\n  command = x $command\n"
      "rule pair\n  command = $description\n  description = $depfile\n  depfile = $command\n"
      "rule tail\n  command = $depfile\n  depfile = $description\n  description = $depfile\n"
      "build a: self\nbuild b: pair\nbuild c: tail\nbuild d: self\n  command = fine\n");
  EXPECT_EQ(errorOf([&] { parsed.edge(0).command(); }),
            "cycle in rule variables: command -> command");
  EXPECT_EQ(errorOf([&] { parsed.edge(1).command(); }),
            "cycle in rule variables: command -> description -> depfile -> command");
  EXPECT_EQ(errorOf([&] { parsed.edge(2).command(); }),
            "cycle in rule variables: depfile -> description -> depfile");
  EXPECT_EQ(parsed.edge(3).command(), "fine");
}

TEST(Evaluate, HasEmptyTextForWhatNobodySays) {
  Parsed parsed("rule r\n  command = a${nothing}b\n  restat =\nbuild a: r\n");
  EXPECT_EQ(parsed.edge(0).command(), "ab");
  EXPECT_FALSE(parsed.edge(0).has("restat"));
  EXPECT_FALSE(parsed.edge(0).has("generator"));
  EXPECT_TRUE(parsed.edge(0).has("command"));
}

TEST(Evaluate, SeesOuterScopesFromASubninja) {
  Files files = {{"sub.ninja", "y = sub\nbuild b: r\nx = inner\nbuild c: r\n  z = $x$y\n"}};
  Parsed parsed("x = outer\nrule r\n  command = $x $y\nsubninja sub.ninja\nbuild a: r\n", files);
  EXPECT_EQ(parsed.edge(0).command(), "inner sub");
  EXPECT_EQ(parsed.edge(1).get("z"), "innersub");
  EXPECT_EQ(parsed.edge(2).command(), "outer ");
}

}  // namespace
}  // namespace sysmake
