// unittests/sysmake/GraphTest.cpp -- Nodes and edges find each other; circles are found.
#include "sysmake/Graph.hpp"

#include <gtest/gtest.h>

#include "Parsed.hpp"

namespace sysmake {
namespace {

constexpr std::string_view kCat = "rule cat\n  command = cat $in > $out\n";

Parsed withCat(std::string_view text) { return Parsed(std::string(kCat).append(text)); }

TEST(Arena, KeepsCopiesThatOutliveTheirSource) {
  Arena arena;
  std::vector<std::string_view> kept;
  for (int i = 0; i < 50'000; ++i) kept.push_back(arena.keep("text " + std::to_string(i)));
  EXPECT_EQ(kept[0], "text 0");
  EXPECT_EQ(kept[49'999], "text 49999");
  EXPECT_EQ(arena.keep(std::string(1'000'000, 'x')).size(), 1'000'000u);
  EXPECT_EQ(arena.keep(""), "");
}

TEST(Arena, AlignsWhatIsMadeInIt) {
  Arena arena;
  arena.keep("x");
  auto* number = arena.make<std::uint64_t>(7u);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(number) % alignof(std::uint64_t), 0u);
  EXPECT_EQ(*number, 7u);
}

TEST(Arena, ListsGrowInsertAndErase) {
  Arena arena;
  ArenaList<int> list;
  EXPECT_TRUE(list.empty());
  for (int i = 0; i < 10; ++i) list.push(arena, i);
  std::vector<int> more = {20, 21};
  list.insert(arena, 3, more);
  list.insert(arena, 0, {});
  list.erase(0);
  std::vector<int> all(list.begin(), list.end());
  EXPECT_EQ(all, (std::vector<int>{1, 2, 20, 21, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(list.back(), 9);
}

TEST(Graph, KnowsAFileByAllItsSpellings) {
  Graph graph(PathStyle::Posix);
  Node* node = graph.nodeOf("a/../b/./c");
  EXPECT_EQ(node->path, "b/c");
  EXPECT_EQ(graph.nodeOf("b//c"), node);
  EXPECT_EQ(graph.nodeOfKept("b/c"), node);
  EXPECT_EQ(graph.find("b/c"), node);
  EXPECT_EQ(graph.find("b//c"), nullptr);
  EXPECT_EQ(graph.findSpelled("./b/c"), node);
  EXPECT_EQ(graph.findSpelled("c"), nullptr);
  EXPECT_EQ(graph.nodes().size(), 1u);
  EXPECT_EQ(errorOf([&] { graph.nodeOf(""); }), "empty path");
}

TEST(Graph, GivesBackslashesBackInWindowsStyle) {
  Graph graph(PathStyle::Windows);
  Node* node = graph.nodeOf("a\\b/c");
  EXPECT_EQ(node->path, "a/b/c");
  EXPECT_EQ(node->spelled(), "a\\b/c");
  EXPECT_EQ(graph.nodeOf("a/b\\c"), node);
  EXPECT_EQ(node->spelled(), "a\\b/c");
}

TEST(Graph, NumbersNodesAndEdges) {
  Parsed parsed = withCat("build a: cat b\nbuild c: cat a\n");
  for (std::size_t i = 0; i < parsed->nodes().size(); ++i) EXPECT_EQ(parsed->nodes()[i]->id, i);
  for (std::size_t i = 0; i < parsed->edges().size(); ++i) EXPECT_EQ(parsed->edges()[i]->id, i);
}

TEST(Graph, TiesNodesAndEdges) {
  Parsed parsed = withCat("build a | b: cat c | d || e |@ f\nbuild g: cat c c\n");
  const Edge& edge = parsed.edge(0);
  for (const Node* output : edge.outputs) EXPECT_EQ(output->producer, &edge);
  EXPECT_EQ(parsed->find("c")->users.size(), 3u);
  EXPECT_EQ(parsed->find("e")->users[0], &edge);
  EXPECT_EQ(parsed->find("f")->users.size(), 0u);
  EXPECT_EQ(parsed->find("f")->validators[0], &edge);
  EXPECT_EQ(parsed->find("c")->producer, nullptr);
}

TEST(Graph, AddsImplicitInputsBeforeTheOrderOnlyOnes) {
  Parsed parsed = withCat("build a: cat b | c || d\n");
  Edge& edge = parsed.edge(0);
  std::vector<Node*> more = {parsed->nodeOf("x.h"), parsed->nodeOf("y.h")};
  parsed->addImplicitInputs(&edge, more);
  EXPECT_EQ(pathsOf(edge.inputs), "b c x.h y.h d");
  EXPECT_EQ(pathsOf(edge.explicitInputs()), "b");
  EXPECT_EQ(pathsOf(edge.dirtyingInputs()), "b c x.h y.h");
  EXPECT_EQ(pathsOf(edge.orderOnly()), "d");
  EXPECT_EQ(more[0]->users[0], &edge);
  EXPECT_TRUE(more[0]->fromDepfile);
  EXPECT_FALSE(parsed->find("b")->fromDepfile);
}

TEST(Graph, AddsImplicitOutputs) {
  Parsed parsed = withCat("build a | b: cat c\n");
  Edge& edge = parsed.edge(0);
  std::vector<Node*> more = {parsed->nodeOf("x.mod")};
  parsed->addImplicitOutputs(&edge, more);
  EXPECT_EQ(pathsOf(edge.outputs), "a b x.mod");
  EXPECT_EQ(pathsOf(edge.explicitOutputs()), "a");
  EXPECT_EQ(more[0]->producer, &edge);
}

TEST(Graph, BuildsTheRootsWhenNoDefaultIsDeclared) {
  Parsed parsed = withCat("build a: cat b\nbuild c d: cat a\n");
  EXPECT_EQ(pathsOf(parsed->roots()), "c d");
  EXPECT_EQ(pathsOf(parsed->defaults()), "c d");
  EXPECT_TRUE(parsed->declaredDefaults().empty());
}

TEST(Graph, HasNoRootsOnlyIfAllIsACircle) {
  Parsed parsed = withCat("build a: cat b\nbuild b: cat a\n");
  EXPECT_EQ(errorOf([&] { parsed->roots(); }), "could not determine root nodes of build graph");
  EXPECT_TRUE(Parsed("")->roots().empty());
}

TEST(Graph, FindsCircles) {
  Parsed parsed = withCat("build a: cat b\nbuild b: cat c\nbuild c: cat a\nbuild d: cat e\n");
  EXPECT_EQ(parsed->findCycle(parsed->find("a")), "a -> b -> c -> a");
  EXPECT_EQ(parsed->findCycle(parsed->find("c")), "c -> a -> b -> c");
  EXPECT_EQ(parsed->findCycle(parsed->find("d")), "");
  EXPECT_EQ(parsed->findCycle(parsed->find("e")), "");
}

TEST(Graph, BeginsACircleWithTheOutputThatClosesIt) {
  Parsed parsed = withCat("build a b: cat c\nbuild c: cat a\nbuild x: cat b\n");
  EXPECT_EQ(parsed->findCycle(parsed->find("b")), "a -> c -> a");
  EXPECT_EQ(parsed->findCycle(parsed->find("x")), "a -> c -> a");
}

TEST(Graph, FindsAnEdgeThatNeedsItself) {
  Parsed parsed = withCat("build a b: cat a\n");
  EXPECT_EQ(parsed->findCycle(parsed->find("b")), "a -> a");
}

TEST(Graph, SeesNoCircleInADiamondOrAValidation) {
  Parsed parsed = withCat(
      "build a: cat b c\nbuild b: cat d |@ v\nbuild c: cat d\nbuild d: cat e\nbuild v: cat a\n");
  EXPECT_EQ(parsed->findCycle(parsed->find("a")), "");
}

TEST(Graph, WalksChainsOfAnyLength) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) {
    text += "build n" + std::to_string(i) + ": cat n" + std::to_string(i + 1) + "\n";
  }
  Parsed parsed = withCat(text);
  EXPECT_EQ(parsed->findCycle(parsed->find("n0")), "");
}

TEST(Graph, HasAPoolWithoutLimitAndTheConsole) {
  Graph graph(PathStyle::Posix);
  EXPECT_EQ(graph.findPool("")->depth, 0);
  EXPECT_EQ(graph.findPool("console"), graph.consolePool());
  EXPECT_EQ(graph.consolePool()->depth, 1);
  EXPECT_EQ(graph.findPool("other"), nullptr);
}

}  // namespace
}  // namespace sysmake
