// unittests/sysmake/StateTest.cpp -- What was recorded is known again, and nothing else is.
#include "sysmake/State.hpp"

#include <gtest/gtest.h>

#include "TemporaryTree.hpp"
#include "sysmake/Manifest.hpp"

namespace sysmake {
namespace {

constexpr const char* kThreeEdges =
    "rule r\n  command = r\nbuild a | a2: r x\nbuild b: r y\nbuild c: r z\n";

// A state that is read anew, as another run of the program would.
struct Opened {
  explicit Opened(const TemporaryTree& tree, const char* manifest = kThreeEdges)
      : state(graph, tree / "state") {
    parseManifest(graph, "build.ninja", manifest, [](std::string_view) { return std::nullopt; });
    warnings = state.load();
  }

  Node& node(const char* path) { return *graph.node(path, 0); }
  Edge& edge(const char* output) { return *node(output).producer; }
  std::vector<std::string> deps(const char* output) {
    std::vector<Node*> nodes;
    if (!state.deps(node(output), nodes)) return {"none"};
    std::vector<std::string> paths;
    for (const Node* dep : nodes) paths.emplace_back(dep->path);
    return paths;
  }

  Graph graph;
  State state;
  std::vector<std::string> warnings;
};

LastRun someRun(std::uint64_t hash) {
  LastRun run;
  run.commandHash = hash;
  run.seen = 1'700'000'000'123'456'789;
  run.outputTime = run.seen + 5;
  run.startedMs = 100;
  run.endedMs = 350;
  run.hasDeps = true;
  return run;
}

void expectRun(const LastRun* run, std::uint64_t hash) {
  ASSERT_NE(run, nullptr);
  EXPECT_EQ(run->commandHash, hash);
  EXPECT_EQ(run->seen, someRun(hash).seen);
  EXPECT_EQ(run->outputTime, someRun(hash).outputTime);
  EXPECT_EQ(run->durationMs(), 250u);
  EXPECT_TRUE(run->hasDeps);
}

TEST(State, RemembersNothingAtFirst) {
  TemporaryTree tree;
  Opened opened(tree);
  EXPECT_TRUE(opened.warnings.empty());
  EXPECT_EQ(opened.state.find(opened.node("a")), nullptr);
  EXPECT_EQ(opened.deps("a"), std::vector<std::string>{"none"});
  EXPECT_FALSE(sys::FileStatus::of(tree / "state")) << "reading does not write";
}

TEST(State, RemembersRunsAndDeps) {
  TemporaryTree tree;
  {
    Opened opened(tree);
    Node* const deps[] = {&opened.node("h1"), &opened.node("x"), &opened.node("h2")};
    opened.state.record(opened.edge("a"), someRun(7), deps);
    expectRun(opened.state.find(opened.node("a")), 7);
    opened.state.record(opened.edge("b"), someRun(8), {});
  }
  Opened opened(tree);
  EXPECT_TRUE(opened.warnings.empty());
  expectRun(opened.state.find(opened.node("a")), 7);
  expectRun(opened.state.find(opened.node("a2")), 7);
  expectRun(opened.state.find(opened.node("b")), 8);
  EXPECT_EQ(opened.state.find(opened.node("c")), nullptr);
  EXPECT_EQ(opened.deps("a"), (std::vector<std::string>{"h1", "x", "h2"}));
  EXPECT_EQ(opened.deps("b"), std::vector<std::string>{});
  EXPECT_TRUE(opened.node("h1").fromDepfile);
  EXPECT_FALSE(opened.node("x").fromDepfile);
}

TEST(State, LastRunCounts) {
  TemporaryTree tree;
  for (std::uint64_t hash = 1; hash <= 3; ++hash) {
    Opened opened(tree);
    opened.state.record(opened.edge("a"), someRun(hash), {});
  }
  Opened opened(tree);
  expectRun(opened.state.find(opened.node("a")), 3);
}

TEST(State, InvalidatedRunFitsNothing) {
  TemporaryTree tree;
  {
    Opened opened(tree);
    opened.state.record(opened.edge("a"), someRun(1), {});
    opened.state.invalidate(opened.edge("a"));
    opened.state.invalidate(opened.edge("b"));
  }
  Opened opened(tree);
  EXPECT_EQ(opened.state.find(opened.node("a"))->seen, 0);
  EXPECT_EQ(opened.state.find(opened.node("b")), nullptr);
}

TEST(State, CutAnywhereKeepsWhatIsWhole) {
  TemporaryTree tree;
  std::vector<std::size_t> sizes;  // After each record.
  {
    Opened opened(tree);
    for (const char* output : {"a", "b", "c"}) {
      opened.state.record(opened.edge(output), someRun(1), {});
      sizes.push_back(sys::FileStatus::of(tree / "state")->size());
    }
  }
  const std::string whole = *sys::File::read(tree / "state");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    sys::File::replace(tree / "state", std::string_view(whole).substr(0, size));
    Opened opened(tree);
    EXPECT_EQ(opened.state.find(opened.node("a")) != nullptr, size >= sizes[0]) << size;
    EXPECT_EQ(opened.state.find(opened.node("b")) != nullptr, size >= sizes[1]) << size;
    EXPECT_EQ(opened.state.find(opened.node("c")) != nullptr, size >= sizes[2]) << size;
    // And it goes on from there.
    opened.state.record(opened.edge("c"), someRun(9), {});
    Opened again(tree);
    EXPECT_TRUE(again.warnings.empty()) << size;
    expectRun(again.state.find(again.node("c")), 9);
    EXPECT_EQ(again.state.find(again.node("b")) != nullptr, size >= sizes[1]) << size;
  }
}

TEST(State, DamageIsTold) {
  TemporaryTree tree;
  tree.file("state", "not a journal");
  EXPECT_EQ(Opened(tree).warnings.size(), 1u);
  std::string journal(kJournalHeader);
  journal += "rubbish";
  tree.file("state", journal);
  Opened opened(tree);
  ASSERT_EQ(opened.warnings.size(), 1u);
  EXPECT_NE(opened.warnings[0].find("the last 7 bytes are damaged"), std::string::npos);
}

TEST(State, RecordOfAnUnknownKindEndsWhatIsRead) {
  TemporaryTree tree;
  std::string journal(kJournalHeader);
  appendRecord(journal, 77, "from another time");
  tree.file("state", journal);
  EXPECT_EQ(Opened(tree).warnings.size(), 1u);
}

TEST(State, CompactsWhatIsOfNoUse) {
  TemporaryTree tree;
  std::uint64_t largest = 0;
  for (int i = 0; i < 20; ++i) {
    Opened opened(tree);
    std::vector<Node*> deps;
    for (int k = 0; k < 1000; ++k) {
      deps.push_back(opened.graph.nodeOf("include/some/directory/header" + std::to_string(k)));
    }
    for (int k = 0; k < 10; ++k) opened.state.record(opened.edge("a"), someRun(1), deps);
    opened.state.record(opened.edge("b"), someRun(2), {});
    largest = std::max(largest, sys::FileStatus::of(tree / "state")->size());
  }
  EXPECT_LT(largest, 200'000u);
  Opened opened(tree);
  EXPECT_EQ(opened.deps("a").size(), 1000u);
  EXPECT_EQ(opened.deps("a")[17], "include/some/directory/header17");
  expectRun(opened.state.find(opened.node("b")), 2);
}

TEST(State, CompactionForgetsWhatIsNeitherMadeNorThere) {
  TemporaryTree tree;
  {
    Opened opened(tree);
    for (const char* output : {"a", "b", "c"}) {
      opened.state.record(opened.edge(output), someRun(1), {});
    }
  }
  Opened opened(tree, "rule r\n  command = r\nbuild a: r x\n");
  EXPECT_EQ(opened.state.outputs(), (std::vector<std::string_view>{"a", "a2", "b", "c"}));
  opened.state.compact([](std::string_view output) { return output == "b"; });
  EXPECT_EQ(opened.state.outputs(), (std::vector<std::string_view>{"a", "b"}));
  Opened again(tree);
  EXPECT_EQ(again.state.outputs(), (std::vector<std::string_view>{"a", "b"}));
}

TEST(State, SeesWhatAnotherProcessDid) {
  TemporaryTree tree;
  Opened first(tree);
  first.state.record(first.edge("a"), someRun(1), {});
  first.state.record(first.edge("a"), someRun(2), {});
  first.state.release();
  {
    Opened other(tree);
    other.state.compact([](std::string_view) { return false; });
    Node* const deps[] = {&other.node("h")};
    other.state.record(other.edge("b"), someRun(3), deps);
  }
  first.state.record(first.edge("c"), someRun(4), {});
  Opened last(tree);
  EXPECT_TRUE(last.warnings.empty());
  expectRun(last.state.find(last.node("a")), 2);
  expectRun(last.state.find(last.node("b")), 3);
  expectRun(last.state.find(last.node("c")), 4);
  EXPECT_EQ(last.deps("b"), std::vector<std::string>{"h"});
}

TEST(State, RestatsWhatIsAsked) {
  TemporaryTree tree;
  Opened opened(tree);
  Node* const deps[] = {&opened.node("h")};
  opened.state.record(opened.edge("a"), someRun(1), deps);
  opened.state.record(opened.edge("b"), someRun(2), {});
  const std::string asked[] = {"b"};
  opened.state.restat(asked, [](std::string_view) { return FileTicks{42}; });
  EXPECT_EQ(opened.state.find(opened.node("b"))->seen, 42);
  expectRun(opened.state.find(opened.node("a")), 1);
  opened.state.restat({}, [](std::string_view) { return FileTicks{43}; });
  Opened again(tree);
  EXPECT_EQ(again.state.find(again.node("a"))->seen, 43);
  EXPECT_EQ(again.state.find(again.node("b"))->seen, 43);
  EXPECT_EQ(again.deps("a"), std::vector<std::string>{"h"});
}

TEST(State, CommandsHaveStableHashes) {
  EXPECT_EQ(hashCommand("cc -c a.c"), hashCommand("cc -c a.c"));
  EXPECT_NE(hashCommand("cc -c a.c"), hashCommand("cc -c b.c"));
  EXPECT_NE(hashCommand("abcdefgh12345678"), hashCommand("12345678abcdefgh"));
  EXPECT_NE(hashCommand(std::string(1, '\0')), hashCommand(std::string(2, '\0')));
  EXPECT_EQ(hashCommand("a journal written by an older build must fit"), 15913892023344400113u);
}

}  // namespace
}  // namespace sysmake
