// unittests/sysmake/ScanTest.cpp -- What is built again, and why: Ninja's rules one by one.
#include <gtest/gtest.h>

#include "PretendedBuild.hpp"

namespace sysmake {
namespace {

using Names = std::vector<std::string>;

constexpr const char* kCopyRule = "rule cp\n  command = cp $in $out\n";

// A build that was done once, with `sources` there from the start.
struct Built : PretendedBuild {
  Built(const std::string& statements, const Names& sources)
      : PretendedBuild(kCopyRule + statements) {
    for (const std::string& source : sources) touch(source);
    first = build();
  }

  Names first;
};

TEST(Scan, BuildsAllOnceAndThenNothing) {
  Built built("build b: cp a\nbuild c: cp b\n", {"a"});
  EXPECT_EQ(built.first, (Names{"b", "c"}));
  EXPECT_EQ(built.build(), Names{});
}

TEST(Scan, ChangedSourceBuildsWhatNeedsIt) {
  Built built("build b: cp a\nbuild c: cp b\nbuild e: cp d\n", {"a", "d"});
  built.touch("a");
  EXPECT_EQ(built.build(), (Names{"b", "c"}));
  built.touch("d");
  EXPECT_EQ(built.build(), Names{"e"});
  EXPECT_EQ(built.build(), Names{});
}

TEST(Scan, MissingOutputIsMade) {
  Built built("build b: cp a\nbuild c: cp b\n", {"a"});
  built.remove("c");
  EXPECT_EQ(built.build(), Names{"c"});
  EXPECT_EQ(built.reasons("c"), Names{"output c doesn't exist"});
}

TEST(Scan, OneMissingOutputOfSeveralIsEnough) {
  Built built("build b | b2: cp a\n", {"a"});
  built.remove("b2");
  EXPECT_EQ(built.build(), Names{"b"});
}

TEST(Scan, ChangedCommandRunsAgain) {
  Built built("build b: cp a\nbuild c: cp b\n", {"a"});
  built.manifest += "build d: cp c\n";
  EXPECT_EQ(built.build(), Names{"d"});
  built.manifest.replace(built.manifest.find("cp $in"), 2, "copy");
  EXPECT_EQ(built.build(), (Names{"b", "c", "d"}));
  EXPECT_EQ(built.build(), Names{});
}

TEST(Scan, ChangedResponseFileRunsAgain) {
  PretendedBuild built(
      "rule link\n  command = ld @$rspfile\n  rspfile = $out.rsp\n  rspfile_content = $objects\n"
      "build a: link\n  objects = x\n");
  EXPECT_EQ(built.build(), Names{"a"});
  EXPECT_EQ(built.build(), Names{});
  built.manifest.replace(built.manifest.find("= x"), 3, "= y");
  EXPECT_EQ(built.build(), Names{"a"});
}

TEST(Scan, GeneratorDoesNotMindItsCommand) {
  PretendedBuild built("rule g\n  command = g $x\n  generator = 1\nbuild b: g a\n  x = 1\n");
  built.touch("a");
  built.touch("b");
  EXPECT_EQ(built.build(), Names{}) << "an output newer than the input needs no record";
  built.touch("a");
  EXPECT_EQ(built.build(), Names{"b"});
  built.manifest.replace(built.manifest.find("x = 1"), 5, "x = 2");
  EXPECT_EQ(built.build(), Names{});
}

TEST(Scan, OutputWithoutRecordIsMade) {
  PretendedBuild built(std::string(kCopyRule) + "build b: cp a\n");
  built.touch("a");
  built.touch("b");
  EXPECT_EQ(built.build(), Names{"b"});
  EXPECT_EQ(built.reasons("b"), Names{"command line not found in log for b"});
}

TEST(Scan, OrderOnlyInputsOnlyOrder) {
  Built built("build b: cp a || o\nbuild o: cp x\n", {"a", "x"});
  EXPECT_EQ(built.first, (Names{"o", "b"}));
  built.touch("x");
  EXPECT_EQ(built.build(), Names{"o"});
}

TEST(Scan, OrderOnlyInputIsMadeThoughNothingElseIs) {
  Built built("build b: cp a || o\nbuild o: cp x\n", {"a", "x"});
  built.remove("o");
  EXPECT_EQ(built.build(), Names{"o"});
}

TEST(Scan, ImplicitInputsCount) {
  Built built("build b: cp a | i\n", {"a", "i"});
  built.touch("i");
  EXPECT_EQ(built.build(), Names{"b"});
}

TEST(Scan, MissingSourceIsAnError) {
  PretendedBuild built(std::string(kCopyRule) + "build b: cp a\n");
  EXPECT_EQ(built.build(), Names{"'a', needed by 'b', missing and no known rule to make it"});
}

TEST(Scan, PhonyStandsForItsInputs) {
  Built built("build all: phony b c\nbuild b: cp a\nbuild c: cp x\n", {"a", "x"});
  EXPECT_EQ(built.build({"all"}), Names{});
  built.touch("a");
  EXPECT_EQ(built.build({"all"}), Names{"b"});
}

TEST(Scan, NewerInputBehindPhonyIsSeen) {
  Built built("build p: phony a\nbuild b: cp p\n", {"a"});
  EXPECT_EQ(built.build(), Names{});
  built.touch("a");
  EXPECT_EQ(built.build(), Names{"b"});
}

TEST(Scan, PhonyWithoutInputsIsAlwaysOutOfDateIfThereIsNoSuchFile) {
  Built built("build always: phony\nbuild b: cp a always\n", {"a"});
  EXPECT_EQ(built.build(), Names{"b"});
  EXPECT_EQ(built.build(), Names{"b"});
  built.touch("always");
  EXPECT_EQ(built.build(), Names{"b"});
  EXPECT_EQ(built.build(), Names{});
}

TEST(Scan, PhonyMayNameAMissingHeader) {
  Built built("build h: phony\nbuild b: cp a || h\n", {"a"});
  EXPECT_EQ(built.build(), Names{});
}

TEST(Scan, RestatStopsWhereNothingChanged) {
  PretendedBuild built(
      "rule gen\n  command = gen\n  restat = 1\nrule cp\n  command = cp $in $out\n"
      "build b: gen a\nbuild c: cp b\nbuild d: cp c\n");
  built.touch("a");
  EXPECT_EQ(built.build(), (Names{"b", "c", "d"}));
  built.touch("a");
  built.leavesAlone["b"] = true;
  EXPECT_EQ(built.build(), Names{"b"});
  EXPECT_EQ(built.build(), Names{}) << "the old output is as good as new";
  built.touch("a");
  built.leavesAlone["b"] = false;
  EXPECT_EQ(built.build(), (Names{"b", "c", "d"}));
}

TEST(Scan, RestatDoesNotStopWhatHasAnotherReason) {
  PretendedBuild built(
      "rule gen\n  command = gen\n  restat = 1\nrule cp\n  command = cp $in $out\n"
      "build b: gen a\nbuild c: cp b x\n");
  built.touch("a");
  built.touch("x");
  built.build();
  built.leavesAlone["b"] = true;
  built.touch("a");
  built.touch("x");
  EXPECT_EQ(built.build(), (Names{"b", "c"}));
}

TEST(Scan, RestatOfAMissingOutputIsClean) {
  PretendedBuild built(
      "rule gen\n  command = gen\n  restat = 1\nrule cp\n  command = cp $in $out\n"
      "build stamp: gen a\nbuild c: cp x | stamp\n");
  built.touch("a");
  built.touch("x");
  built.leavesAlone["stamp"] = true;
  EXPECT_EQ(built.build(), (Names{"stamp", "c"}));
  EXPECT_EQ(built.build(), Names{"stamp"});
}

TEST(Scan, InputChangedWhileItRanIsSeen) {
  Built built("build b: cp a\n", {"a"});
  // The output of the first run is newer than that of an edit before its end.
  built.times["b"] += 10;
  built.times["a"] += 5;
  EXPECT_EQ(built.build(), Names{"b"});
  EXPECT_NE(built.reasons("b")[0].find("recorded mtime of b older"), std::string::npos);
}

TEST(Scan, CircleIsTold) {
  PretendedBuild built(std::string(kCopyRule) + "build a: cp b\nbuild b: cp c\nbuild c: cp a\n");
  EXPECT_EQ(built.build({"b"}), Names{"dependency cycle: b -> c -> a -> b"});
}

TEST(Scan, CircleThroughAnotherOutputIsTold) {
  PretendedBuild built(std::string(kCopyRule) + "build a b: cp c\nbuild c: cp a\n");
  EXPECT_EQ(built.build({"b"}), Names{"dependency cycle: a -> c -> a"});
}

TEST(Scan, ValidationsAreBuiltButNotWaitedFor) {
  Built built("build b: cp a |@ v\nbuild v: cp b w\nbuild u: cp b\n", {"a", "w"});
  EXPECT_EQ(built.first.size(), 3u);
  EXPECT_EQ(built.build({"b"}), Names{});
  built.touch("w");
  EXPECT_EQ(built.build({"b"}), Names{"v"});
}

TEST(Scan, ValidationsOfValidationsAreBuilt) {
  Built built("build b: cp a |@ v\nbuild v: cp x |@ w\nbuild w: cp y\n", {"a", "x", "y"});
  built.touch("y");
  EXPECT_EQ(built.build({"b"}), Names{"w"});
}

TEST(Scan, LongChainTakesNoStack) {
  std::string manifest(kCopyRule);
  for (int i = 0; i < 30'000; ++i) {
    manifest += "build n" + std::to_string(i + 1) + ": cp n" + std::to_string(i) + "\n";
  }
  PretendedBuild built(std::move(manifest));
  built.touch("n0");
  EXPECT_EQ(built.build().size(), 30'000u);
  EXPECT_EQ(built.build().size(), 0u);
}

}  // namespace
}  // namespace sysmake
