// unittests/sysmake/ScanDepsTest.cpp -- What a compiler said it had read counts like an input.
#include <gtest/gtest.h>

#include "PretendedBuild.hpp"

namespace sysmake {
namespace {

using Names = std::vector<std::string>;

constexpr const char* kCompile =
    "rule cc\n  command = cc $in\n  deps = gcc\n  depfile = $out.d\n"
    "rule cp\n  command = cp $in $out\n"
    "rule gen\n  command = gen\n  restat = 1\n";

struct Compiled : PretendedBuild {
  Compiled(const std::string& statements, const Names& sources)
      : PretendedBuild(kCompile + statements) {
    for (const std::string& source : sources) touch(source);
  }
};

TEST(ScanDeps, ChangedHeaderCompilesAgain) {
  Compiled built("build a.o: cc a.c\nbuild b.o: cc b.c\n", {"a.c", "b.c", "a.h"});
  built.deps["a.o"] = {"a.c", "a.h"};
  built.deps["b.o"] = {"b.c"};
  EXPECT_EQ(built.build(), (Names{"a.o", "b.o"}));
  EXPECT_EQ(built.build(), Names{});
  built.touch("a.h");
  EXPECT_EQ(built.build(), Names{"a.o"});
  EXPECT_EQ(built.build(), Names{});
}

TEST(ScanDeps, VanishedHeaderCompilesAgain) {
  Compiled built("build a.o: cc a.c\n", {"a.c", "a.h"});
  built.deps["a.o"] = {"a.h"};
  built.build();
  built.remove("a.h");
  EXPECT_EQ(built.build(), Names{"a.o"}) << "the source may have ceased to include it";
}

TEST(ScanDeps, GeneratedHeaderIsMadeFirst) {
  Compiled built("build a.o: cc a.c || g.h\nbuild g.h: cp g.in\n", {"a.c", "g.in"});
  built.deps["a.o"] = {"a.c", "g.h"};
  EXPECT_EQ(built.build(), (Names{"g.h", "a.o"}));
  EXPECT_EQ(built.build(), Names{});
  built.touch("g.in");
  EXPECT_EQ(built.build(), (Names{"g.h", "a.o"}));
}

TEST(ScanDeps, GeneratedHeaderIsMadeFirstThoughOnlyDepsNameIt) {
  Compiled built("build g.h: cp g.in\nbuild a.o: cc a.c\n", {"a.c", "g.in"});
  built.deps["a.o"] = {"g.h"};
  built.build();
  EXPECT_EQ(built.build(), Names{});
  built.touch("g.in");
  EXPECT_EQ(built.build({"a.o"}), (Names{"g.h", "a.o"}));
}

TEST(ScanDeps, GeneratedHeaderThatStaysTheSameStopsThere) {
  Compiled built("build a.o: cc a.c || g.h\nbuild g.h: gen g.in\n", {"a.c", "g.in", "s.h"});
  built.deps["a.o"] = {"g.h", "s.h"};
  built.build();
  built.leavesAlone["g.h"] = true;
  built.touch("g.in");
  EXPECT_EQ(built.build(), Names{"g.h"});
  EXPECT_EQ(built.build(), Names{});
  built.touch("g.in");
  built.touch("s.h");
  EXPECT_EQ(built.build(), (Names{"g.h", "a.o"})) << "another header is newer";
}

TEST(ScanDeps, OutputTouchedFromOutsideMakesDepsUncertain) {
  Compiled built("build a.o: cc a.c\n", {"a.c"});
  built.deps["a.o"] = {"a.c"};
  built.build();
  built.touch("a.o");
  EXPECT_EQ(built.build(), Names{"a.o"});
  EXPECT_TRUE(built.reasons("a.o")[0].starts_with("stored deps info out of date for 'a.o'"));
}

TEST(ScanDeps, MissingRecordCompilesAgain) {
  PretendedBuild built("rule cc\n  command = cc\nbuild a.o: cc a.c\n");
  built.touch("a.c");
  built.build();
  built.manifest.insert(built.manifest.find("build"), "  deps = gcc\n  depfile = d\n");
  EXPECT_EQ(built.build(), Names{"a.o"});
  EXPECT_EQ(built.reasons("a.o")[0], "deps for 'a.o' are missing");
}

TEST(ScanDeps, LaterDepsReplaceEarlierOnes) {
  Compiled built("build a.o: cc a.c\n", {"a.c", "x.h", "y.h"});
  built.deps["a.o"] = {"x.h"};
  built.build();
  built.deps["a.o"] = {"y.h"};
  built.touch("a.c");
  built.build();
  built.touch("x.h");
  EXPECT_EQ(built.build(), Names{});
  built.touch("y.h");
  EXPECT_EQ(built.build(), Names{"a.o"});
}

TEST(ScanDeps, KeptDepfileIsRead) {
  PretendedBuild built("rule cc\n  command = cc $in\n  depfile = $out.d\nbuild a.o: cc a.c\n");
  built.touch("a.c");
  built.touch("a.h");
  EXPECT_EQ(built.build(), Names{"a.o"});
  EXPECT_EQ(built.build(), Names{"a.o"});
  EXPECT_EQ(built.reasons("a.o")[0], "depfile 'a.o.d' is missing");
  built.contents["a.o.d"] = "a.o: a.c ./a.h\n";
  EXPECT_EQ(built.build(), Names{});
  built.touch("a.h");
  EXPECT_EQ(built.build(), Names{"a.o"});
  built.contents["a.o.d"] = "b.o: a.c\n";
  EXPECT_EQ(built.build(), Names{"a.o"});
  EXPECT_EQ(built.reasons("a.o")[0], "expected depfile 'a.o.d' to mention 'a.o', got 'b.o'");
}

TEST(ScanDeps, DyndepAddsInputsAndOutputs) {
  Compiled built(
      "build out | o2: cp in || dd\n  dyndep = dd\nbuild dd: cp dd.in\nbuild x: cp x.in\n",
      {"in", "dd.in", "x.in"});
  built.contents["dd"] = "ninja_dyndep_version = 1\nbuild out | extra: dyndep | x\n";
  EXPECT_EQ(built.build({"out"}), (Names{"dd", "x", "out"}));
  EXPECT_EQ(built.build({"out"}), Names{});
  built.touch("x.in");
  EXPECT_EQ(built.build({"out"}), (Names{"x", "out"}));
  built.remove("extra");
  EXPECT_EQ(built.build({"out"}), Names{"out"});
}

TEST(ScanDeps, DyndepLoadedDuringTheBuildMakesMoreToDo) {
  Compiled built("build out: cp in || dd\n  dyndep = dd\nbuild dd: cp dd.in\nbuild x: cp x.in\n",
                 {"in", "dd.in", "x.in"});
  built.contents["dd"] = "ninja_dyndep_version = 1\nbuild out: dyndep\n";
  EXPECT_EQ(built.build({"out"}), (Names{"dd", "out"}));
  built.touch("dd.in");
  built.contents["dd"] = "ninja_dyndep_version = 1\nbuild out: dyndep | x\n";
  EXPECT_EQ(built.build({"out"}), (Names{"dd", "x", "out"}));
  built.touch("dd.in");
  EXPECT_EQ(built.build({"out"}), Names{"dd"}) << "nothing it says is new";
}

TEST(ScanDeps, DyndepMayMakeACircle) {
  Compiled built("build out: cp in || dd\n  dyndep = dd\nbuild dd: cp dd.in\nbuild x: cp out\n",
                 {"in", "dd.in"});
  built.contents["dd"] = "ninja_dyndep_version = 1\nbuild out: dyndep | x\n";
  const Names ran = built.build({"out"});
  ASSERT_FALSE(ran.empty());
  EXPECT_TRUE(ran[0].starts_with("dependency cycle: ")) << ran[0];
}

}  // namespace
}  // namespace sysmake
