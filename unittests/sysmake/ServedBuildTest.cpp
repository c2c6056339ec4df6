// unittests/sysmake/ServedBuildTest.cpp -- Real builds that are served and followed while they run.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>

#include "LiveRun.hpp"
#include "RealBuild.hpp"
#include "StatusClient.hpp"
#include "TestHandles.hpp"
#include "sys/Environment.hpp"
#include "sys/Listener.hpp"
#include "sysmake/Concat.hpp"
#include "sysmake/StatusPage.hpp"
#include "sysmake/StatusPlace.hpp"

namespace sysmake {
namespace {

using Names = std::vector<std::string>;

// What a build waits for until the test makes it.
constexpr std::string_view kGate = "build gate: await\n  name = gate\n  file = open\n";

struct ServedBuild : RealBuild {
  explicit ServedBuild(const std::string& edges) { write("build.ninja", manifestHead() + edges); }

  // A sysmake that says where its build is shown.
  std::unique_ptr<LiveRun> startShown(const Names& arguments) {
    auto run = std::make_unique<LiveRun>(command(arguments));
    place = run->awaitRestOfLine("sysmake: status at http://");
    if (place.ends_with('\r')) place.pop_back();
    if (place.ends_with('/')) place.pop_back();
    return run;
  }
  std::unique_ptr<LiveRun> serve(Names arguments) {
    arguments.insert(arguments.begin(), "--status-server");
    return startShown(arguments);
  }
  sys::Address address() const { return placeOf(place).value_or(sys::Address()); }
  std::unique_ptr<LiveRun> attach() {
    const std::string port = place.substr(place.find(':'));
    return std::make_unique<LiveRun>(command({"--attach", "localhost" + port}));
  }

  std::string place;
};

// Asks until nobody answers any more. How often it was answered.
int poll(const sys::Address& place) {
  StatusClient client(place);
  double finished = 0;
  for (int answers = 0;; ++answers) {
    const HttpAnswer answer = client.get("/status.json");
    if (answer.code == 0) return answers;
    EXPECT_EQ(answer.code, 200);
    const JsonValue state = answer.json();
    EXPECT_EQ(state["program"].text(), "sysmake") << answer.content;
    const double now = state["edges"]["finished"].number();
    EXPECT_GE(now, finished);
    EXPECT_LE(now, state["edges"]["total"].number());
    finished = now;
  }
}

TEST(ServedBuild, AnswersAllWhoAskWhileItRuns) {
  std::string edges(kGate);
  for (int i = 0; i < 100; ++i) {
    edges += concat("build o", i, ": make | gate\n  name = s", i, "\n");
  }
  ServedBuild build(edges);
  const auto run = build.serve({"--quiet"});
  std::atomic<int> answers = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 32; ++i) {
    clients.emplace_back([&] { answers += poll(build.address()); });
  }
  build.write("open", "");
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(run->end(), 0u) << run->output();
  EXPECT_GT(answers, 32);
  EXPECT_EQ(build.takeSteps().size(), 101u);
  EXPECT_FALSE(build.has(".sysmake_trace"));
}

TEST(ServedBuild, ShowsThoseWhoAreAttachedWhatItShows) {
  ServedBuild build(std::string(kGate) +
                    "build p: print\n  name = p\n  count = 20\n"
                    "build o1: make | gate\n  name = o1\nbuild o2: make o1\n  name = o2\n"
                    "build q: print o2\n  name = q\n  count = 3\n");
  const auto run = build.serve({"-k0"});
  run->awaitOutput("FAILED: [code=3] p ");
  const auto follower = build.attach();
  follower->awaitOutput("FAILED: [code=3] p ");
  build.write("open", "");
  EXPECT_EQ(run->end(), 3u);
  EXPECT_EQ(follower->end(), 3u);
  const std::string own = run->output().substr(run->output().find('\n') + 1);
  EXPECT_EQ(follower->output(), own);
  EXPECT_NE(own.find("build stopped"), std::string::npos) << own;
}

TEST(ServedBuild, GoesOnInTheBackgroundForThoseWhoFollow) {
  ServedBuild build(std::string(kGate) +
                    "build p: print\n  name = p\n  count = 1\n"
                    "build a: make | gate\n  name = a\n");
  const auto starter = build.startShown({"--background", "-k0"});
  EXPECT_EQ(starter->end(), 0u);
  const auto follower = build.attach();
  follower->awaitOutput("FAILED: [code=3] p ");
  build.write("open", "");
  EXPECT_EQ(follower->end(), 3u) << follower->output();
  EXPECT_TRUE(build.has("a"));
  EXPECT_EQ(build.takeSteps(), (Names{"a", "gate", "p"}));
  const std::string log = build.read(".sysmake_log");
  EXPECT_NE(log.find("FAILED: [code=3] p "), std::string::npos) << log;
  EXPECT_NE(starter->output().find(" prints to .sysmake_log"), std::string::npos);
}

TEST(ServedBuild, WhatCannotGoToTheBackgroundSaysWhy) {
  ServedBuild build("");
  build.write("file", "");
  const ToolRun run = build.run({"--background", "--status-server=local:file/no"});
  EXPECT_EQ(run.code, 1u);
  EXPECT_NE(run.output.find("sysmake: error: "), std::string::npos) << run.output;
  EXPECT_NE(run.output.find("file/no"), std::string::npos) << run.output;
  EXPECT_EQ(build.run({"--background", "-n"}).code, 1u);
}

TEST(ServedBuild, TellsItsErrorsToo) {
  ServedBuild build(std::string(kGate) + "build o: make | gate missing\n  name = o\n");
  LiveRun run(build.command({"--status-server=127.0.0.1:0"}));
  EXPECT_EQ(run.end(), 1u);
  EXPECT_NE(run.output().find("'missing'"), std::string::npos) << run.output();
}

TEST(ServedBuild, EndsForAllWhenItIsInterrupted) {
  ServedBuild build(
      "build o: hang\n  name = o\n  half = o\nbuild p: print\n  name = p\n  count = 1\n");
  const auto run = build.serve({"-k0"});
  const auto follower = build.attach();
  follower->awaitOutput("FAILED: ");
  StatusClient events(build.address());
  events.send(requestFor("/events"));
  EXPECT_EQ(events.answer().code, 200);
  StatusClient torn(build.address());
  torn.send("GET /status.json HTTP/1.1\r\nHo");
  while (!build.has("pid.o")) std::this_thread::yield();
  interruptProcess(run->process().id());
  EXPECT_EQ(run->end(), 130u);
  EXPECT_EQ(follower->end(), 130u) << follower->output();
  EXPECT_NE(events.awaitEnd().find("event: end\ndata: {"), std::string::npos);
  EXPECT_EQ(torn.awaitEnd(), "");
  EXPECT_TRUE(StatusClient(build.address()).hasEnded());
}

TEST(ServedBuild, AttachSaysWhenTheBuildIsLost) {
  ServedBuild build(std::string(kGate) + "build p: print\n  name = p\n  count = 1\n");
  const auto run = build.serve({"-k0"});
  const auto follower = build.attach();
  follower->awaitOutput("FAILED: ");
  run->process().kill();
  run->end();
  EXPECT_EQ(follower->end(), 1u);
  EXPECT_NE(follower->output().find(": the connection is lost"), std::string::npos)
      << follower->output();
}

TEST(ServedBuild, AttachSaysWhyItCannotFollow) {
  RealBuild nowhere;
  sys::Listener other(sys::Address::loopback());
  const std::string place = other.address().text();
  LiveRun follower(nowhere.command({"--attach", place}));
  auto socket = other.accept(std::chrono::steady_clock::now() + std::chrono::seconds(60));
  ASSERT_TRUE(socket);
  const std::string answer = "HTTP/1.1 200 Fine\r\nServer: other\r\n\r\n";
  socket->send(answer, std::chrono::steady_clock::now() + std::chrono::seconds(60));
  EXPECT_EQ(follower.end(), 1u);
  EXPECT_EQ(follower.output(),
            concat("sysmake: error: ", place,
                   ": cannot follow a build because this is no status server of sysmake (it says "
                   "'HTTP/1.1 200 Fine').\n"));
  other.close();
  const ToolRun refused = nowhere.run({"--attach", place});
  EXPECT_EQ(refused.code, 1u);
  EXPECT_NE(refused.output.find("cannot connect because " + place), std::string::npos)
      << refused.output;
  const ToolRun unknown = nowhere.run({"--attach", "no.such.invalid:80"});
  EXPECT_EQ(unknown.code, 1u);
  EXPECT_TRUE(unknown.output.starts_with("sysmake: error: no.such.invalid:80: cannot connect "))
      << unknown.output;
}

// A port that nobody has at the moment.
std::string freePlace() { return sys::Listener(sys::Address::loopback()).address().text(); }

// The build's own commands ask what it does.
TEST(ServedBuild, CurlUnderstandsIt) {
  if (!sys::Environment::current().findProgram("curl")) GTEST_SKIP() << "there is no curl";
  RealBuild build;
  const std::string place = freePlace();
  const std::string quoted = "curl -s -S --max-time 30 --noproxy \"*\" ";
  std::string text = concat("url = http://", place, "\nrule c\n  command = ", quoted,
                            "$options -o $out $url/$path\n");
  const auto edge = [&](const std::string& out, const std::string& path,
                        const std::string& options) {
    text += concat("build ", out, ": c\n  path = ", path, "\n  options = ", options, "\n");
  };
  edge("page", "", "--http1.1");
  edge("old", "", "--http1.0");
  edge("state", "status.json", "--compressed");
  edge("trace", "trace.json", "");
  edge("head", "status.json", "-I");
  edge("lost", "lost", "-w %{http_code}");
  edge("posted", "", "-d content -w %{http_code}");
  edge("foreign", "", "-H \"Host: example.org\" -w %{http_code}");
  edge("large", "", concat("-H \"A: ", std::string(9000, 'a'), "\" -w %{http_code}"));
  build.write("build.ninja", text);
  const ToolRun run = build.run({"--status-server", place, "-j1"});
  EXPECT_EQ(run.code, 0u) << run.output;
  EXPECT_EQ(build.read("page"), statusPage());
  EXPECT_EQ(build.read("old"), statusPage());
  EXPECT_EQ(JsonValue::parse(build.read("state")).value_or(JsonValue())["edges"]["total"].number(),
            9);
  EXPECT_TRUE(JsonValue::parse(build.read("trace"))) << build.read("trace");
  EXPECT_TRUE(build.read("head").starts_with("HTTP/1.1 200 OK\r\n")) << build.read("head");
  for (const auto& [file, code] : std::map<std::string, std::string>{
           {"lost", "404"}, {"posted", "405"}, {"foreign", "403"}, {"large", "431"}}) {
    EXPECT_TRUE(build.read(file).starts_with(code + " ")) << build.read(file);
    EXPECT_NE(run.output.find(code), std::string::npos) << run.output;
  }
}

}  // namespace
}  // namespace sysmake
