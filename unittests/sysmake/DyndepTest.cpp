// unittests/sysmake/DyndepTest.cpp -- Dependencies that arrive during the build.
#include "sysmake/Dyndep.hpp"

#include <gtest/gtest.h>

#include "Parsed.hpp"

namespace sysmake {
namespace {

constexpr std::string_view kManifest =
    "rule r\n  command = c $in > $out\n  restat = \n"
    "build out | imp: r in || dd order\n  dyndep = dd\n"
    "build out2: r in2 || dd\n  dyndep = dd\n"
    "build other: r in3\n";

class DyndepTest : public testing::Test {
protected:
  std::vector<Edge*> load(std::string text) {
    return loadDyndep(*parsed_, *parsed_->find("dd"),
                      [&](std::string_view) { return std::optional(text); });
  }

  /// The error, after which the graph must be as before.
  std::string errorIn(std::string text) {
    std::string error = errorOf([&] { load(std::move(text)); });
    EXPECT_EQ(pathsOf(parsed_.edge(0).inputs), "in dd order");
    EXPECT_EQ(pathsOf(parsed_.edge(0).outputs), "out imp");
    EXPECT_FALSE(parsed_.edge(0).has("restat"));
    EXPECT_TRUE(parsed_->find("dd")->dyndepPending);
    return error;
  }

  /// The same for what follows the version.
  std::string errorAfterVersion(std::string_view text) {
    return errorIn(std::string("ninja_dyndep_version = 1\n").append(text));
  }

  Parsed parsed_{std::string(kManifest)};
};

TEST_F(DyndepTest, AddsInputsOutputsAndRestat) {
  std::vector<Edge*> changed = load(
      "# made by a scanner\nninja_dyndep_version = 1\n\n"
      "build out2: dyndep\n"
      "build ./out | a.mod x/../b.mod: dyndep | c.mod in2\n  restat = 1\n");
  EXPECT_EQ(changed, (std::vector<Edge*>{&parsed_.edge(0), &parsed_.edge(1)}));
  const Edge& edge = parsed_.edge(0);
  EXPECT_EQ(pathsOf(edge.outputs), "out imp a.mod b.mod");
  EXPECT_EQ(pathsOf(edge.explicitOutputs()), "out");
  EXPECT_EQ(pathsOf(edge.inputs), "in c.mod in2 dd order");
  EXPECT_EQ(pathsOf(edge.orderOnly()), "dd order");
  EXPECT_TRUE(edge.has("restat"));
  EXPECT_EQ(edge.command(), "c in > out");
  EXPECT_EQ(parsed_->find("b.mod")->producer, &edge);
  EXPECT_EQ(parsed_->find("c.mod")->users[0], &edge);
  EXPECT_FALSE(parsed_->find("c.mod")->fromDepfile);
  EXPECT_FALSE(parsed_.edge(1).has("restat"));
  EXPECT_FALSE(parsed_->find("dd")->dyndepPending);
}

TEST_F(DyndepTest, MaySpeakOfAnEdgeByAnyOutput) {
  EXPECT_EQ(load("ninja_dyndep_version = 1.0\nbuild imp: dyndep\nbuild out2: dyndep\n").size(), 2u);
}

TEST_F(DyndepTest, AcceptsWindowsLineEndsVariablesAndContinuations) {
  load(
      "ninja_dyndep_version = 1.0-x\r\nbuild out: $\r\n  dyndep $\r\n  | c$ d\r\n  restat =\r\n"
      "build out2: dyndep\r\n");
  EXPECT_EQ(pathsOf(parsed_.edge(0).inputs), "in c d dd order");
  EXPECT_FALSE(parsed_.edge(0).has("restat"));
}

TEST_F(DyndepTest, NeedsAVersionFirst) {
  constexpr std::string_view kExpected = "expected 'ninja_dyndep_version = 1', found ";
  EXPECT_EQ(errorIn(""), "dd:1:1: " + std::string(kExpected) + "the end of the file\n\n^");
  EXPECT_EQ(errorIn("build out: dyndep\n"),
            "dd:1:1: " + std::string(kExpected) + "'build'\nbuild out: dyndep\n^");
  EXPECT_EQ(errorIn("x = 1\n"), "dd:1:1: " + std::string(kExpected) + "'x'\nx = 1\n^");
  EXPECT_EQ(errorIn("ninja_dyndep_version 1\n"),
            "dd:1:22: expected '=' after 'ninja_dyndep_version', found '1'\n"
            "ninja_dyndep_version 1\n                     ^");
  for (std::string version : {"2", "1.1", "0", "", "1x", "10"}) {
    EXPECT_EQ(errorIn("ninja_dyndep_version = " + version + "\n"),
              "dd:1:24: unsupported 'ninja_dyndep_version = " + version +
                  "'\nninja_dyndep_version = " + version + "\n                       ^");
  }
}

TEST_F(DyndepTest, HasOnlyBuildStatements) {
  EXPECT_EQ(errorAfterVersion("x = 1\n"),
            "dd:2:1: expected a 'build' statement, found 'x'\nx = 1\n^");
  EXPECT_EQ(errorAfterVersion("  x = 1\n"),
            "dd:2:1: expected a 'build' statement, found an indented line\n  x = 1\n^");
  EXPECT_EQ(errorAfterVersion("\tx\n"), "dd:2:1: tabs are not allowed: use spaces\n\tx\n^");
}

TEST_F(DyndepTest, RefusesMalformedStatements) {
  EXPECT_EQ(errorAfterVersion("build\n"),
            "dd:2:6: expected the path of an output after 'build', found the end of the line\n"
            "build\n     ^");
  EXPECT_EQ(errorAfterVersion("build out out2: dyndep\n"),
            "dd:2:11: explicit outputs not supported\nbuild out out2: dyndep\n          ^");
  EXPECT_EQ(errorAfterVersion("build out\n"),
            "dd:2:10: expected ':' after the outputs, found the end of the line\nbuild out\n"
            "         ^");
  EXPECT_EQ(errorAfterVersion("build out:\n"),
            "dd:2:11: expected the build command name 'dyndep', found the end of the line\n"
            "build out:\n          ^");
  EXPECT_EQ(errorAfterVersion("build out: touch\n"),
            "dd:2:12: expected the build command name 'dyndep', found 'touch'\n"
            "build out: touch\n           ^");
  EXPECT_EQ(errorAfterVersion("build out: dyndep x\n"),
            "dd:2:19: explicit inputs not supported\nbuild out: dyndep x\n                  ^");
  EXPECT_EQ(errorAfterVersion("build out: dyndep || x\n"),
            "dd:2:19: order-only inputs not supported\nbuild out: dyndep || x\n"
            "                  ^");
  EXPECT_EQ(errorAfterVersion("build out: dyndep | x |@ y\n"),
            "dd:2:23: expected the end of the line after the inputs, found '|@'\n"
            "build out: dyndep | x |@ y\n                      ^");
  EXPECT_EQ(errorAfterVersion("build out: dyndep\n  x = 1\n"),
            "dd:3:3: expected the binding 'restat', the only one here, found 'x'\n  x = 1\n  ^");
  EXPECT_EQ(errorAfterVersion("build out: dyndep\n  restat\n"),
            "dd:3:9: expected '=' after 'restat', found the end of the line\n  restat\n"
            "        ^");
}

TEST_F(DyndepTest, RefusesEmptyPaths) {
  EXPECT_EQ(errorAfterVersion("build $x: dyndep\n"),
            "dd:2:7: empty path\nbuild $x: dyndep\n      ^");
  EXPECT_EQ(errorAfterVersion("build out | $x: dyndep\n"),
            "dd:2:13: empty path\nbuild out | $x: dyndep\n            ^");
}

TEST_F(DyndepTest, SpeaksOfExactlyTheEdgesThatNameIt) {
  EXPECT_EQ(errorAfterVersion("build nothing: dyndep\n"),
            "dd:2:7: no build statement exists for 'nothing'\nbuild nothing: dyndep\n      ^");
  EXPECT_EQ(errorAfterVersion("build in: dyndep\n"),
            "dd:2:7: no build statement exists for 'in'\nbuild in: dyndep\n      ^");
  EXPECT_EQ(errorAfterVersion("build out: dyndep\nbuild imp: dyndep\n"),
            "dd:3:7: multiple statements for 'imp'\nbuild imp: dyndep\n      ^");
  EXPECT_EQ(
      errorAfterVersion("build other: dyndep\n"),
      "dd:2:7: dyndep file 'dd' mentions output 'other' whose build statement does not have a "
      "dyndep binding for the file\nbuild other: dyndep\n      ^");
  EXPECT_EQ(errorAfterVersion("build out: dyndep\n"),
            "'out2' not mentioned in its dyndep file 'dd'");
}

TEST_F(DyndepTest, RefusesAnOutputThatSomethingMakes) {
  EXPECT_EQ(errorAfterVersion("build out | other: dyndep\nbuild out2: dyndep\n"),
            "dd:2:13: multiple rules generate other\nbuild out | other: dyndep\n            ^");
  EXPECT_EQ(errorAfterVersion("build out | x: dyndep\nbuild out2 | y x: dyndep\n"),
            "dd:3:16: multiple rules generate x\nbuild out2 | y x: dyndep\n               ^");
}

TEST_F(DyndepTest, MustExist) {
  EXPECT_EQ(errorOf([&] {
              loadDyndep(*parsed_, *parsed_->find("dd"),
                         [](std::string_view) { return std::nullopt; });
            }),
            "dd: the dyndep file cannot be read because there is no such file.");
}

}  // namespace
}  // namespace sysmake
