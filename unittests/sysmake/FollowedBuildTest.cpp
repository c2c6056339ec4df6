// unittests/sysmake/FollowedBuildTest.cpp -- Whoever follows a build sees what its own terminal
// shows, of what comes while he looks on.
#include "sysmake/FollowedBuild.hpp"

#include <gtest/gtest.h>

#include "Parsed.hpp"
#include "TemporaryTree.hpp"
#include "sys/FileStatus.hpp"
#include "sysmake/EventReader.hpp"
#include "sysmake/StatusJson.hpp"
#include "sysmake/TraceFile.hpp"

namespace sysmake {
namespace {

constexpr std::string_view kFollowedManifest =
    "rule c\n  command = make $out\n  description = $d\n"
    "build a: c\n  d = A\nbuild b b2: c\n  d = B \"\\\nbuild c: c\nbuild d: c\n  d = D\n";

struct Shown {
  explicit Shown(bool isLive = false)
      : status({[this](std::string_view more) { text += more; },
                [this](std::string_view more) { text += more; }, [] { return 40u; }, isLive},
               "sysmake", Verbosity::Normal, "[%f/%t] ", 2) {}

  std::string text;
  Status status;
};

// A build that is shown here and followed there.
struct Followed {
  Followed() {
    here.status.keepIn(&record);
    here.status.begin();
    here.status.setTotal(4);
  }

  void start(std::size_t edge) { here.status.edgeStarted(parsed.edge(edge), 0); }
  void finish(std::size_t edge, int code = 0, std::string_view printed = "") {
    here.status.edgeFinished(parsed.edge(edge), 0, code, printed);
  }
  void tell() {
    const auto state = JsonValue::parse(statusJson(record, known, "/", BuildRecord::Clock::now()));
    ASSERT_TRUE(state);
    known = RecordCursor::endOf(record);
    build.apply(*state);
  }

  Parsed parsed{std::string(kFollowedManifest)};
  BuildRecord record;
  RecordCursor known;
  Shown here;
  Shown there;
  FollowedBuild build{there.status};
};

TEST(FollowedBuild, ShowsTheSameLines) {
  Followed build;
  build.tell();
  build.start(0);
  build.start(1);
  build.tell();
  build.finish(1, 3, "it \x1b[1mfails\x1b[0m\n");
  build.start(2);
  build.finish(0);
  build.tell();
  build.finish(2, 0, "a warning");
  build.start(3);
  build.finish(3);
  build.here.status.end();
  build.here.status.warning("mind this");
  build.here.status.info("build stopped: a reason.");
  EXPECT_FALSE(build.build.code());
  build.record.finish(3);
  build.tell();
  EXPECT_EQ(build.there.text, build.here.text);
  EXPECT_EQ(build.build.code(), 3);
}

TEST(FollowedBuild, ThoseWhoComeLateSeeWhatHasFailed) {
  Followed build;
  for (const std::size_t edge : {0u, 1u, 2u}) {
    build.start(edge);
    build.finish(edge, edge == 1 ? 1 : 0);
  }
  build.tell();
  build.start(3);
  build.finish(3);
  build.tell();
  EXPECT_EQ(build.there.text, "[2/4] B \"\\\nFAILED: [code=1] b b2 \nmake b b2\n[4/4] D\n");
}

TEST(FollowedBuild, ShowsWhatRunsOnALiveLine) {
  Followed build;
  build.start(0);
  build.finish(0);
  build.start(1);
  Shown live(true);
  FollowedBuild follower(live.status);
  follower.apply(*JsonValue::parse(statusJson(build.record, {}, "/", BuildRecord::Clock::now())));
  EXPECT_EQ(live.text, "\r[1/4] B \"\\");
  EXPECT_NE(follower.refreshTime(), sys::kForever);
}

TEST(FollowedBuild, BeginsAnewWithTheNextBuild) {
  Followed build;
  build.start(0);
  build.tell();
  build.here.status.end();
  build.here.status.begin();
  build.here.status.setTotal(1);
  build.start(2);
  build.finish(2);
  build.tell();
  build.start(3);
  build.finish(3);
  build.tell();
  EXPECT_EQ(build.there.text, "[2/1] D\n");
}

TEST(FollowedBuild, RefusesWhatIsNoState) {
  Shown shown;
  FollowedBuild build(shown.status);
  EXPECT_THROW(build.apply(*JsonValue::parse("{\"program\":\"other\"}")), std::string);
  EXPECT_THROW(build.apply(*JsonValue::parse("[]")), std::string);
}

TEST(StatusJson, IsOneLineOfWhatIsNew) {
  Followed build;
  for (int round = 0; round < 60; ++round) {
    for (const std::size_t edge : {0u, 1u}) {
      build.start(edge);
      build.finish(edge, 0, edge == 0 ? "x" : "");
    }
  }
  const std::string all = statusJson(build.record, {}, "/d", BuildRecord::Clock::now());
  EXPECT_EQ(all.find('\n'), std::string::npos);
  const auto state = JsonValue::parse(all);
  ASSERT_TRUE(state);
  EXPECT_EQ((*state)["steps"].items().size(), 100u);
  EXPECT_EQ((*state)["steps"].items().back()["number"].number(), 120);
  EXPECT_EQ((*state)["reports"].items().size(), 60u);
  EXPECT_EQ((*state)["directory"].text(), "/d");
  EXPECT_EQ((*state)["edges"]["finished"].number(), 120);
  const RecordCursor known = RecordCursor::endOf(build.record);
  const auto later =
      JsonValue::parse(statusJson(build.record, known, "/d", BuildRecord::Clock::now()));
  ASSERT_TRUE(later);
  EXPECT_TRUE((*later)["steps"].items().empty());
  EXPECT_TRUE((*later)["reports"].items().empty());
}

TEST(BuildRecord, IsBounded) {
  Followed build;
  const std::string much(300'000, 'x');
  for (int round = 0; round < 300; ++round) {
    build.start(0);
    build.finish(0, 1, round < 200 ? "a" : much);
    build.record.message(BuildRecord::MessageKind::Info, "m");
  }
  EXPECT_LE(build.record.reports().items.size(), 16u);
  EXPECT_EQ(build.record.reports().end(), 300u);
  EXPECT_LT(build.record.reports().items.back().printed.size(), 70'000u);
  EXPECT_NE(build.record.reports().items.back().printed.find("bytes are left out here"),
            std::string::npos);
  EXPECT_LE(build.record.messages().items.size(), 50u);
  EXPECT_EQ(build.record.failed(), 300);
}

TEST(BuildRecord, CommandsAtTheSameTimeHaveLanesOfTheirOwn) {
  Followed build;
  build.start(0);
  build.start(1);
  build.finish(0);
  build.start(2);
  EXPECT_EQ(build.record.running()[0].lane, 1u);
  EXPECT_EQ(build.record.running()[1].lane, 0u);
}

TEST(TraceFile, GrowsWhenItIsAskedForAndVanishes) {
  const TemporaryTree tree;
  Followed build;
  {
    TraceFile trace;
    trace.setPath(tree / "trace");
    const auto content = [&] {
      const std::uint64_t size = trace.update(build.record);
      const std::string steps = sys::File::read(trace.path()).value_or("");
      EXPECT_EQ(steps.size(), size);
      const auto value =
          JsonValue::parse(std::string(TraceFile::kBegin) + steps + std::string(TraceFile::kEnd));
      EXPECT_TRUE(value) << steps;
      return value.value_or(JsonValue())["traceEvents"].items();
    };
    EXPECT_TRUE(content().empty());
    build.start(1);
    build.finish(1, 2);
    ASSERT_EQ(content().size(), 1u);
    EXPECT_EQ(content()[0]["name"].text(), "B \"\\");
    EXPECT_EQ(content()[0]["args"]["code"].number(), 2);
    build.start(2);
    build.finish(2);
    EXPECT_EQ(content().size(), 2u);
  }
  EXPECT_EQ(namesIn(tree.path()), "");
}

TEST(EventReader, ReadsEventsFromAnyPieces) {
  const std::string text =
      ": comment\n\nevent: state\r\ndata: {\"a\":1}\r\n\r\ndata:x\ndata: y\nid: 1\n\nevent: "
      "none\n\n"
      "event: end\ndata: z\n\ndata: cut";
  const std::string expected = "state={\"a\":1};=x\ny;end=z;";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    EventReader reader;
    std::string read;
    for (std::size_t at = 0; at < text.size(); at += size) {
      reader.read(std::string_view(text).substr(at, size),
                  [&](std::string_view name, std::string_view data) {
                    read.append(name).append("=").append(data).append(";");
                  });
    }
    EXPECT_EQ(read, expected) << size;
  }
}

}  // namespace
}  // namespace sysmake
