// unittests/sysmake/StatusServerTest.cpp -- The server and its clients in one thread: it answers
// what is right, refuses the rest with a reason, and keeps nothing of anybody.
#include "sysmake/StatusServer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <memory>
#include <thread>

#include "Parsed.hpp"
#include "StatusClient.hpp"
#include "TemporaryTree.hpp"
#include "TestHandles.hpp"
#include "sysmake/Concat.hpp"
#include "sysmake/StatusPage.hpp"

namespace sysmake {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kServedManifest =
    "rule c\n  command = make $out\n  description = <$out>\n"
    "build a: c\nbuild b: c\nbuild c: c\n";

// A server that runs while its clients wait.
struct Served {
  explicit Served(std::chrono::milliseconds patience = std::chrono::seconds(10))
      : server({.patience = patience}) {
    server.trace().setPath(tree / "trace");
    server.record().begin();
    server.record().setTotal(3);
  }

  sys::Address place() const {
    const std::string url = server.url();
    return placeOf(url.substr(7, url.size() - 8)).value();
  }
  void run() {
    server.demuxer().runUntil(std::chrono::steady_clock::now() + std::chrono::milliseconds(1));
  }
  StatusClient client() {
    return StatusClient(place(), [this] { run(); });
  }
  HttpAnswer answerTo(const std::string& text, bool isHead = false) {
    StatusClient one = client();
    one.send(text);
    return one.answer(isHead);
  }
  void build(int edge, int code = 0, std::string_view printed = "") {
    const Edge& one = parsed.edge(static_cast<std::size_t>(edge));
    server.record().edgeStarted(one);
    server.record().edgeFinished(one, code, printed, {1'000ms, 500ms, 1U << 20, 2, 4096, 512});
  }

  TemporaryTree tree;
  Parsed parsed{std::string(kServedManifest)};
  StatusServer server;
};

TEST(StatusServer, ServesThePageAndTheState) {
  Served served;
  served.build(0, 3, "no\xFFgood\n");
  served.server.record().edgeStarted(served.parsed.edge(1));
  StatusClient client = served.client();
  const HttpAnswer page = client.get("/");
  EXPECT_EQ(page.code, 200);
  EXPECT_EQ(page.content, statusPage());
  EXPECT_EQ(page.fields.at("content-type"), "text/html; charset=utf-8");
  const HttpAnswer answer = client.get("/status.json");
  EXPECT_EQ(answer.code, 200);
  EXPECT_EQ(answer.fields.at("content-type"), "application/json");
  const JsonValue state = answer.json();
  EXPECT_EQ(state["edges"]["total"].number(), 3);
  EXPECT_EQ(state["edges"]["finished"].number(), 1);
  EXPECT_EQ(state["edges"]["running"].number(), 1);
  EXPECT_EQ(state["edges"]["failed"].number(), 1);
  ASSERT_EQ(state["running"].items().size(), 1u);
  EXPECT_EQ(state["running"].items()[0]["description"].text(), "<b>");
  EXPECT_EQ(state["running"].items()[0]["command"].text(), "make b");
  ASSERT_EQ(state["reports"].items().size(), 1u);
  EXPECT_EQ(state["reports"].items()[0]["printed"].text(), "no\xEF\xBF\xBDgood\n");
  EXPECT_TRUE(state["code"].isNull());
}

TEST(StatusServer, SendsTheTraceOfWhatIsFinished) {
  Served served;
  StatusClient client = served.client();
  EXPECT_TRUE(client.get("/trace.json").json()["traceEvents"].items().empty());
  for (int round = 0; round < 200; ++round) served.build(round % 3);
  const HttpAnswer answer = client.get("/trace.json");
  const auto events = answer.json()["traceEvents"].items();
  ASSERT_EQ(events.size(), 200u);
  EXPECT_EQ(events[0]["name"].text(), "<a>");
  EXPECT_EQ(events[0]["ph"].text(), "X");
  EXPECT_EQ(events[0]["args"]["cpuMs"].number(), 1500);
  EXPECT_EQ(events[0]["args"]["peakBytes"].number(), 1 << 20);
  EXPECT_EQ(events[0]["args"]["majorFaults"].number(), 2);
  EXPECT_EQ(events[0]["args"]["readBytes"].number(), 4096);
  EXPECT_EQ(events[0]["args"]["writtenBytes"].number(), 512);
  client.send(requestFor("/trace.json", "HEAD"));
  EXPECT_EQ(client.answer(true).fields["content-length"], std::to_string(answer.content.size()));
  EXPECT_EQ(client.get("/trace.json").content, answer.content);
}

// Some megabytes do not fit between the two.
TEST(StatusServer, SendsLongTraces) {
  Served served;
  for (int round = 0; round < 20'000; ++round) served.build(round % 3);
  const auto events = served.client().get("/trace.json").json()["traceEvents"].items();
  ASSERT_EQ(events.size(), 20'000u);
  EXPECT_EQ(events.back()["args"]["id"].number(), 20'000);
}

TEST(StatusServer, AnswersHeadWithoutContent) {
  Served served;
  StatusClient client = served.client();
  for (const char* path : {"/", "/status.json", "/trace.json", "/nothing"}) {
    client.send(requestFor(path, "HEAD"));
    const HttpAnswer answer = client.answer(true);
    EXPECT_NE(answer.code, 0);
    EXPECT_NE(answer.fields.at("content-length"), "0");
  }
  client.send(requestFor("/events", "HEAD"));
  EXPECT_EQ(client.answer(true).fields.at("content-type"), "text/event-stream");
  EXPECT_EQ(client.awaitEnd(), "");
}

TEST(StatusServer, RefusesWithAReason) {
  Served served;
  const std::string host = " HTTP/1.1\r\nHost: localhost\r\n";
  const std::array<std::pair<int, std::string>, 14> wrong = {{
      {400, "nonsense\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\n\r\n"},
      {403, "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"},
      {403, "GET / HTTP/1.1\r\nHost: 192.0.2.1\r\n\r\n"},
      {403, "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
      {403, "GET http://example.org/ HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {404, "GET /status.xml" + host + "\r\n"},
      {405, "POST /" + host + "Content-Length: 3\r\n\r\nabc"},
      {405, "OPTIONS *" + host + "\r\n"},
      {413, "GET /" + host + "Content-Length: 3\r\n\r\nabc"},
      {431, "GET /" + std::string(20'000, 'a') + host + "\r\n"},
      {501, "BREW /" + host + "\r\n"},
      {501, "GET /" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {505, "GET / HTTP/2.0\r\n\r\n"},
  }};
  for (const auto& [code, text] : wrong) {
    const HttpAnswer answer = served.answerTo(text);
    EXPECT_EQ(answer.code, code) << text;
    EXPECT_TRUE(answer.content.starts_with(std::to_string(code) + " ")) << answer.content;
    EXPECT_GT(answer.content.size(), 30u) << answer.content;
  }
  for (const char* own : {"127.0.0.1", "127.9.9.9:80", "[::1]:1", "LOCALHOST"}) {
    EXPECT_EQ(served.answerTo(concat("GET / HTTP/1.1\r\nHost: ", own, "\r\n\r\n")).code, 200)
        << own;
  }
  EXPECT_EQ(served.answerTo("GET / HTTP/1.0\r\n\r\n").code, 200);
}

TEST(StatusServer, ListensForThisMachineAloneUnlessToldOtherwise) {
  const sys::Address all = *sys::Address::parse("0.0.0.0:0");
  EXPECT_NE(errorOf([&] { StatusServer({.address = all}); }).find("other machines"),
            std::string::npos);
  EXPECT_TRUE(
      StatusServer({.address = all, .isPublic = true}).url().starts_with("http://0.0.0.0:"));
}

TEST(StatusServer, KeepsConnectionsAsTheClientWishes) {
  Served served;
  StatusClient several = served.client();
  for (int round = 0; round < 3; ++round) EXPECT_EQ(several.get("/status.json").code, 200);
  EXPECT_EQ(several.get("/nothing").code, 404);
  several.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(several.answer().fields.at("connection"), "close");
  EXPECT_EQ(several.awaitEnd(), "");
  StatusClient old = served.client();
  old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(old.answer().fields.at("connection"), "keep-alive");
  old.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.answer().code, 200);
  EXPECT_EQ(old.awaitEnd(), "");
}

TEST(StatusServer, AnswersPipelinedRequestsInOrder) {
  Served served;
  StatusClient client = served.client();
  std::string text;
  for (int round = 0; round < 50; ++round) text += requestFor("/nothing") + requestFor("/");
  client.send(text + requestFor("/status.json") + "bad\r\n");
  for (int round = 0; round < 50; ++round) {
    ASSERT_EQ(client.answer().code, 404);
    ASSERT_EQ(client.answer().code, 200);
  }
  EXPECT_EQ(client.answer().code, 200);
  EXPECT_EQ(client.answer().code, 400);
  EXPECT_EQ(client.awaitEnd(), "");
}

TEST(StatusServer, ReadsRequestsByteByByte) {
  Served served;
  StatusClient client = served.client();
  for (const char byte : requestFor("/status.json")) {
    client.send(std::string_view(&byte, 1));
    served.run();
  }
  EXPECT_EQ(client.answer().code, 200);
}

TEST(StatusServer, EndsRequestsThatTakeTooLong) {
  Served served(std::chrono::milliseconds(50));
  StatusClient slow = served.client();
  slow.send("GET / HTTP/1.1\r\nHost: local");
  EXPECT_EQ(slow.answer().code, 408);
  EXPECT_EQ(slow.awaitEnd(), "");
  StatusClient idle = served.client();
  EXPECT_EQ(idle.awaitEnd(), "");
  StatusClient after = served.client();
  EXPECT_EQ(after.get("/").code, 200);
  EXPECT_EQ(after.awaitEnd(), "");
}

std::size_t countOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(StatusServer, TellsThoseWhoFollowWhatIsNew) {
  Served served;
  StatusClient client = served.client();
  client.send(requestFor("/events"));
  const HttpAnswer head = client.answer();
  EXPECT_EQ(head.code, 200);
  EXPECT_EQ(head.fields.at("content-type"), "text/event-stream");
  client.awaitText("event: state\ndata: {");
  client.awaitText("\n\n");
  served.build(0, 1, "a failure");
  const std::string text = client.awaitText("a failure");
  EXPECT_EQ(countOf(text, "event: state\n"), 2u);
  served.server.finish(1);
  const std::string all = client.awaitEnd();
  EXPECT_EQ(countOf(all, "event: state\n"), 2u);
  EXPECT_EQ(countOf(all, "event: end\n"), 1u);
  EXPECT_EQ(countOf(all, "\"code\":1,\"edges\""), 1u) << all;
  EXPECT_EQ(countOf(all, "a failure"), 1u);
}

// However much happens, those who follow are told at most ten times a second.
TEST(StatusServer, TellsManyChangesAtOnce) {
  Served served;
  StatusClient client = served.client();
  client.send(requestFor("/events"));
  EXPECT_EQ(client.answer().code, 200);
  const auto begin = std::chrono::steady_clock::now();
  for (int round = 0; round < 300; ++round) {
    served.build(round % 3);
    served.run();
  }
  client.awaitText("\"finished\":300,");
  const auto tenths = (std::chrono::steady_clock::now() - begin) / std::chrono::milliseconds(100);
  EXPECT_LE(countOf(client.awaitText("\"finished\":300,"), "event: "),
            static_cast<std::size_t>(tenths) + 3);
}

// Who does not read for a while gets the newest state, and not all that was between: more than any
// system keeps between the two.
TEST(StatusServer, GivesSlowReadersTheNewest) {
  Served served;
  const std::string much(60'000, 'x');
  StatusClient slow = served.client();
  slow.send(requestFor("/events"));
  EXPECT_EQ(slow.answer().code, 200);
  constexpr int kRounds = 600;
  for (int round = 0; round < kRounds; ++round) {
    served.build(0, 1, much);
    served.run();
  }
  const std::string text = slow.awaitText(concat("\"finished\":", kRounds, ","));
  EXPECT_LT(text.size(), much.size() * kRounds / 2);
  served.server.finish(0);
  EXPECT_EQ(countOf(slow.awaitEnd(), "event: end\n"), 1u);
}

TEST(StatusServer, TellsWhenThereAreTooManyConnections) {
  Served served;
  std::vector<StatusClient> followers;
  for (std::size_t i = 0; i < StatusServer::kMostConnections; ++i) {
    followers.push_back(served.client());
    followers.back().send(requestFor("/events"));
    ASSERT_EQ(followers.back().answer().code, 200);
  }
  StatusClient refused = served.client();
  EXPECT_EQ(refused.answer().code, 503);
  EXPECT_EQ(refused.awaitEnd(), "");
  followers.pop_back();
  served.run();
  StatusClient last = served.client();
  EXPECT_EQ(last.get("/").code, 200);
  // Now the one that asks for nothing makes room for the next.
  StatusClient next = served.client();
  EXPECT_EQ(next.get("/").code, 200);
  EXPECT_EQ(last.awaitEnd(), "");
}

TEST(StatusServer, SurvivesClientsThatVanish) {
  Served served;
  for (int round = 0; round < 2000; ++round) served.build(round % 3, 0, "some output");
  for (const char* path : {"/", "/status.json", "/trace.json", "/events", "/nothing"}) {
    for (int rounds = 0; rounds < 3; ++rounds) {
      StatusClient client = served.client();
      client.send(requestFor(path));
      for (int turn = 0; turn < rounds; ++turn) served.run();
      rounds % 2 == 0 ? client.socket().reset() : client.socket().close();
    }
  }
  EXPECT_EQ(served.client().get("/status.json").code, 200);
}

// Everything at once, in all stages, when the server goes.
void serveAndVanish(bool isFinished) {
  std::vector<StatusClient> clients;
  std::unique_ptr<Served> served = std::make_unique<Served>();
  for (int round = 0; round < 100; ++round) served->build(round % 3, 0, "printed");
  for (const std::string& text :
       {std::string(), requestFor("/"), requestFor("/events"), requestFor("/trace.json"),
        requestFor("/status.json") + requestFor("/"), std::string("GET /st"),
        std::string("x\r\n")}) {
    clients.emplace_back(served->place());
    clients.back().send(text);
    served->run();
  }
  clients.emplace_back(served->place());
  if (isFinished) served->server.finish(0);
  served.reset();
  for (StatusClient& client : clients) client.awaitEnd();
}

TEST(StatusServer, LeavesNothingBehind) {
  serveAndVanish(true);  // What the system makes once stays.
  const std::size_t before = openHandles().size();
  for (int round = 0; round < 3; ++round) {
    serveAndVanish(true);
    serveAndVanish(false);
  }
  // A system may close in its own time, also what was there before.
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (openHandles().size() > before) {
    ASSERT_LT(std::chrono::steady_clock::now(), end) << openHandles().size() << ", not " << before;
    std::this_thread::yield();
  }
}

TEST(StatusServer, AnswersWhatWasAskedBeforeTheEnd) {
  Served served;
  const sys::Address place = served.place();
  StatusClient asked = served.client();
  served.run();
  asked.send(requestFor("/status.json"));
  served.server.finish(7);
  const HttpAnswer answer = asked.answer();
  EXPECT_EQ(answer.json()["code"].number(), 7);
  EXPECT_EQ(answer.fields.at("connection"), "close");
  EXPECT_EQ(asked.awaitEnd(), "");
  EXPECT_TRUE(StatusClient(place).hasEnded());
}

}  // namespace
}  // namespace sysmake
