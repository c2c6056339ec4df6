// unittests/sysmake/PlanTest.cpp -- The order in which edges run.
#include "sysmake/Plan.hpp"

#include <gtest/gtest.h>

#include "TemporaryTree.hpp"
#include "sysmake/Manifest.hpp"

namespace sysmake {
namespace {

using Names = std::vector<std::string>;

// A plan to make everything, where nothing was ever made.
struct Planned {
  explicit Planned(const std::string& statements) : state(graph, tree / "state") {
    parseManifest(graph, "build.ninja", "rule r\n  command = r\n" + statements,
                  [](std::string_view) { return std::nullopt; });
  }

  void plan() {
    const Disk disk{[](std::string_view path) { return path.starts_with("src") ? 1 : 0; },
                    [](std::string_view) { return std::nullopt; }};
    scan.emplace(graph, state, disk, nullptr, nullptr);
    plan_.emplace(graph, *scan, state);
    std::vector<Node*> validations;
    for (Node* root : graph.roots()) {
      scan->visitAll(*root, validations);
      plan_->add(*root);
    }
    plan_->prepare();
  }

  // All that may run now.
  Names next() {
    Names names;
    while (Edge* edge = plan_->next()) {
      names.emplace_back(edge->outputs[0]->path);
    }
    return names;
  }

  void finish(const char* output, bool succeeded = true) {
    plan_->finish(*graph.find(output)->producer, succeeded);
  }

  TemporaryTree tree;
  Graph graph;
  State state;
  std::optional<Scan> scan;
  std::optional<Plan> plan_;
};

TEST(Plan, RunsWhatHasItsInputs) {
  Planned planned("build a: r src\nbuild b: r src\nbuild c: r a b\nbuild d: r c\n");
  planned.plan();
  EXPECT_EQ(planned.plan_->commands(), 4);
  EXPECT_EQ(planned.next(), (Names{"a", "b"}));
  planned.finish("a");
  EXPECT_EQ(planned.next(), Names{});
  planned.finish("b");
  EXPECT_EQ(planned.next(), Names{"c"});
  planned.finish("c");
  EXPECT_EQ(planned.next(), Names{"d"});
  EXPECT_TRUE(planned.plan_->hasMoreToDo());
  planned.finish("d");
  EXPECT_FALSE(planned.plan_->hasMoreToDo());
}

TEST(Plan, LongestChainGoesFirst) {
  Planned planned(
      "build a: r src\nbuild b1: r src\nbuild b2: r b1\nbuild b3: r b2\n"
      "build c1: r src\nbuild c2: r c1\n");
  planned.plan();
  EXPECT_EQ(planned.next(), (Names{"b1", "c1", "a"}));
}

TEST(Plan, LastTimesDurationsDecide) {
  Planned planned("build a: r src\nbuild b: r src\nbuild c: r src\n");
  LastRun slow;
  slow.endedMs = 5000;
  LastRun quick;
  quick.endedMs = 5;
  planned.state.record(*planned.graph.find("a")->producer, quick, {});
  planned.state.record(*planned.graph.find("c")->producer, slow, {});
  planned.plan();
  EXPECT_EQ(planned.next(), (Names{"c", "b", "a"})) << "an unknown one counts as the average";
}

TEST(Plan, PoolsLimitWhatRunsAtOnce) {
  Planned planned(
      "pool p\n  depth = 2\n"
      "build a: r src\n  pool = p\nbuild b: r src\n  pool = p\nbuild c: r src\n  pool = p\n"
      "build d: r src\n");
  planned.plan();
  EXPECT_EQ(planned.next(), (Names{"a", "b", "d"}));
  planned.finish("d");
  EXPECT_EQ(planned.next(), Names{});
  planned.finish("b", false);
  EXPECT_EQ(planned.next(), Names{"c"});
}

TEST(Plan, ConsoleIsForOneAtATime) {
  Planned planned("build a: r src\n  pool = console\nbuild b: r src\n  pool = console\n");
  planned.plan();
  EXPECT_EQ(planned.next(), Names{"a"});
  planned.finish("a");
  EXPECT_EQ(planned.next(), Names{"b"});
}

TEST(Plan, NothingRunsThatNeedsWhatFailed) {
  Planned planned("build a: r src\nbuild b: r a\nbuild c: r src\n");
  planned.plan();
  EXPECT_EQ(planned.next(), (Names{"a", "c"}));
  planned.finish("a", false);
  planned.finish("c");
  EXPECT_EQ(planned.next(), Names{});
  EXPECT_TRUE(planned.plan_->hasMoreToDo());
}

TEST(Plan, AliasesRunNothing) {
  Planned planned("build all: phony a b\nbuild a: r src\nbuild b: r src\nbuild c: r all\n");
  planned.plan();
  EXPECT_EQ(planned.plan_->commands(), 3);
  EXPECT_EQ(planned.next(), (Names{"a", "b"}));
  planned.finish("a");
  planned.finish("b");
  EXPECT_EQ(planned.next(), Names{"all"});
  planned.finish("all");
  EXPECT_EQ(planned.next(), Names{"c"});
}

}  // namespace
}  // namespace sysmake
