// unittests/sysmake/HttpRequestTest.cpp -- A request is read or refused, and which of the two does
// not depend on how its bytes arrive.
#include "sysmake/HttpRequest.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace sysmake {
namespace {

const std::string kPlain = "GET /status.json?x=1 HTTP/1.1\r\nHost: localhost:8080\r\n\r\n";

// What became of a text, told in one line.
std::string outcome(HttpReader& reader, std::string_view& bytes) {
  if (!reader.read(bytes)) return "goes on";
  if (reader.refusal() != 0) return std::to_string(reader.refusal());
  const HttpRequest& request = reader.request();
  std::string text = request.method + " " + request.path + " for " + request.host;
  if (request.isOld) text += " old";
  if (!request.keepsAlive) text += " closes";
  if (request.hasContent) text += " content";
  if (request.hasEncoding) text += " encoding";
  return text;
}

std::string outcome(std::string_view text) {
  HttpReader reader;
  return outcome(reader, text);
}

// The outcome of a text with these fields after a Host.
std::string outcomeOf(const std::string& fields, const std::string& version = "HTTP/1.1") {
  return outcome("GET / " + version + "\r\nHost: h\r\n" + fields + "\r\n");
}

// The same, but the text comes in pieces that end at the given places.
std::string outcomeInPieces(std::string_view text, const std::vector<std::size_t>& ends) {
  HttpReader reader;
  std::size_t at = 0;
  for (const std::size_t end : ends) {
    std::string_view piece = text.substr(at, end - at);
    const std::string result = outcome(reader, piece);
    if (result != "goes on") return result;
    EXPECT_TRUE(piece.empty());
    at = end;
  }
  std::string_view rest = text.substr(at);
  return outcome(reader, rest);
}

TEST(HttpRequest, IsReadFromItsHead) {
  EXPECT_EQ(outcome(kPlain), "GET /status.json for localhost");
  EXPECT_EQ(outcome("HEAD / HTTP/1.1\r\nHOST:\t[::1]:80 \t\r\nA:\r\n\r\n"), "HEAD / for [::1]");
  EXPECT_EQ(outcome("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"), "GET / for h");
  EXPECT_EQ(outcome("GET HTTP://Other:1?q HTTP/1.1\r\nHost: h\r\n\r\n"), "GET / for other");
  EXPECT_EQ(outcome("GET http://[::1]/a/b?c HTTP/1.1\r\nHost: h\r\n\r\n"), "GET /a/b for [::1]");
  EXPECT_EQ(outcome("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"), "OPTIONS * for h");
  EXPECT_EQ(outcome("GET / HTTP/1.1\r\nHost:\r\n\r\n"), "GET / for ");
  EXPECT_EQ(outcome("GET / HTTP/1.0\r\n\r\n"), "GET / for  old closes");
}

TEST(HttpRequest, FieldsDecideWhatFollows) {
  EXPECT_EQ(outcomeOf("Connection: close\r\n"), "GET / for h closes");
  EXPECT_EQ(outcomeOf("Connection: x , Close\r\nConnection: keep-alive\r\n"), "GET / for h closes");
  EXPECT_EQ(outcomeOf("Connection: keep-alive\r\n", "HTTP/1.0"), "GET / for h old");
  EXPECT_EQ(outcomeOf("", "HTTP/1.0"), "GET / for h old closes");
  EXPECT_EQ(outcomeOf("", "HTTP/1.7"), "GET / for h");
  EXPECT_EQ(outcomeOf("Content-Length: 000\r\n"), "GET / for h");
  EXPECT_EQ(outcomeOf("Content-Length: 99999999999999999999999\r\n"), "GET / for h content");
  EXPECT_EQ(outcomeOf("Transfer-Encoding: chunked\r\n"), "GET / for h encoding");
}

TEST(HttpRequest, IsRefusedIfItIsMalformed) {
  for (const std::string text : {
           "GET /\r\n",
           "GET / HTTP/1.1 \r\n",
           "GET  / HTTP/1.1\r\n",
           "GET / http/1.1\r\n",
           "GET / HTTP/1.10\r\n",
           "GET / HTTP/x.1\r\n",
           " GET / HTTP/1.1\r\n",
           "G(T / HTTP/1.1\r\n",
           "GET status.json HTTP/1.1\r\n",
           "GET /a#b HTTP/1.1\r\n",
           "GET /\x80 HTTP/1.1\r\n",
           "GET /\t HTTP/1.1\r\n",
           "GET https://h/ HTTP/1.1\r\n",
           "\x16\x03\x01",
           "GET / HTTP/1.1\n",
           "GET / HTTP/1.1\r\r",
           "GET / HTTP/1.1\rx",
           "\n",
           "GET / HTTP/1.1\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\n folded\r\n",
           "GET / HTTP/1.1\r\nHost : h\r\n",
           "GET / HTTP/1.1\r\n: h\r\n",
           "GET / HTTP/1.1\r\nHost\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\nhost: h\r\n",
           "GET / HTTP/1.1\r\nHost: h:x\r\n",
           "GET / HTTP/1.1\r\nHost: [::1\r\nx",
           "GET / HTTP/1.1\r\nHost: [::1]x\r\n",
           "GET / HTTP/1.1\r\nContent-Length: -1\r\n",
           "GET / HTTP/1.1\r\nContent-Length:\r\n",
           "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n",
           "GET / HTTP/1.1\r\nA: \x01\r\n",
           "GET / HTTP/1.1\r\nA: \x7f\r\n",
       }) {
    EXPECT_EQ(outcome(text), "400") << text;
  }
  EXPECT_EQ(outcome(std::string_view("GET / HTTP/1.1\r\nA: \0", 20)), "400");
  EXPECT_EQ(outcome("PRI * HTTP/2.0\r\n"), "505");
  EXPECT_EQ(outcome("GET / HTTP/0.9\r\n"), "505");
}

TEST(HttpRequest, HasALimit) {
  const std::string begin = "GET / HTTP/1.1\r\nHost: h\r\nA: ";
  const auto padded = [&](std::size_t size) {
    return begin + std::string(size - begin.size() - 4, 'a') + "\r\n\r\n";
  };
  EXPECT_EQ(outcome(padded(HttpReader::kMostBytes)), "GET / for h");
  EXPECT_EQ(outcome(padded(HttpReader::kMostBytes + 1)), "431");
  EXPECT_EQ(outcome("GET /" + std::string(9000, 'a')), "431");
  std::string fields;
  for (int i = 1; i < HttpReader::kMostFields; ++i) fields += "A: b\r\n";
  EXPECT_EQ(outcomeOf(fields), "GET / for h");
  EXPECT_EQ(outcomeOf(fields + "A: b\r\n"), "431");
}

TEST(HttpRequest, MayBeSplitAnywhere) {
  for (const std::string& text :
       {kPlain, std::string("GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n"), "GET /" + kPlain}) {
    for (std::size_t at = 0; at <= text.size(); ++at) {
      EXPECT_EQ(outcomeInPieces(text, {at}), outcome(text)) << at;
    }
    std::vector<std::size_t> all;
    for (std::size_t at = 1; at < text.size(); ++at) all.push_back(at);
    EXPECT_EQ(outcomeInPieces(text, all), outcome(text));
  }
}

TEST(HttpRequest, LeavesWhatFollowsIt) {
  HttpReader reader;
  const std::string three = kPlain + "HEAD / HTTP/1.0\r\n\r\n" + kPlain.substr(0, 9);
  std::string_view bytes = three;
  EXPECT_EQ(outcome(reader, bytes), "GET /status.json for localhost");
  const std::size_t left = bytes.size();
  EXPECT_EQ(outcome(reader, bytes), "GET /status.json for localhost");
  EXPECT_EQ(bytes.size(), left);
  reader.reset();
  EXPECT_TRUE(reader.isEmpty());
  EXPECT_EQ(outcome(reader, bytes), "HEAD / for  old closes");
  reader.reset();
  EXPECT_EQ(outcome(reader, bytes), "goes on");
  EXPECT_FALSE(reader.isEmpty());
}

// A seed and what is done with it are the same every time.
TEST(HttpRequest, NoBytesConfuseTheReader) {
  const std::string base =
      "GET http://a:1/b?c HTTP/1.1\r\nHost: [::1]:5\r\nContent-Length: 0\r\nConnection: a, "
      "close\r\n"
      "Transfer-Encoding: x\r\n\r\nGET";
  std::mt19937 engine(11);
  for (int round = 0; round < 20'000; ++round) {
    std::string text = base;
    for (auto left = engine() % 4; left > 0; --left) {
      const std::size_t at = engine() % text.size();
      switch (engine() % 3) {
        case 0:
          text[at] = static_cast<char>(engine() % 256);
          break;
        case 1:
          text.erase(at, engine() % 5);
          break;
        default:
          text.insert(at, text.substr(engine() % text.size(), engine() % 40));
          break;
      }
    }
    const std::size_t first = engine() % (text.size() + 1);
    const std::size_t second = first + engine() % (text.size() + 1 - first);
    ASSERT_EQ(outcomeInPieces(text, {first, second}), outcome(text)) << round;
  }
}

}  // namespace
}  // namespace sysmake
