// unittests/sysmake/HttpResponseTest.cpp -- The heads of answers.
#include "sysmake/HttpResponse.hpp"

#include <gtest/gtest.h>

namespace sysmake {
namespace {

using WallTime = std::chrono::system_clock::time_point;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(HttpResponse, DatesAreThoseOfHttp) {
  EXPECT_EQ(httpDate(WallTime{} + std::chrono::seconds(784111777)),
            "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(httpDate(WallTime{} + std::chrono::seconds(1709251199)),
            "Thu, 29 Feb 2024 23:59:59 GMT");
}

TEST(HttpResponse, HeadsTellHowMuchComesAndWhetherMoreMay) {
  const std::string plain = HttpHead{.type = "text/plain", .length = 7}.text(WallTime{});
  EXPECT_TRUE(plain.starts_with("HTTP/1.1 200 OK\r\n")) << plain;
  EXPECT_TRUE(plain.ends_with("\r\n\r\n")) << plain;
  EXPECT_TRUE(has(plain, "\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n")) << plain;
  EXPECT_TRUE(has(plain, "\r\nCache-Control: no-store\r\n")) << plain;
  EXPECT_FALSE(has(plain, "Connection:")) << plain;
  const std::string stream = HttpHead{.type = "a/b", .length = {}, .closes = true}.text(WallTime{});
  EXPECT_TRUE(has(stream, "\r\nConnection: close\r\n")) << stream;
  EXPECT_FALSE(has(stream, "Content-Length:")) << stream;
  const std::string old = HttpHead{.type = "a/b", .length = 0, .isOld = true}.text(WallTime{});
  EXPECT_TRUE(has(old, "\r\nConnection: keep-alive\r\n")) << old;
}

TEST(HttpResponse, RefusalsSayWhy) {
  EXPECT_TRUE(has(HttpHead{.code = 405, .type = "a/b", .length = 0}.text(WallTime{}),
                  "HTTP/1.1 405 Method Not Allowed\r\n"));
  EXPECT_TRUE(has(HttpHead{.code = 405, .type = "a/b", .length = 0}.text(WallTime{}),
                  "\r\nAllow: GET, HEAD\r\n"));
  for (const int code : {400, 403, 404, 405, 408, 413, 431, 500, 501, 503, 505}) {
    const std::string text = refusalText(code);
    EXPECT_TRUE(text.starts_with(std::to_string(code) + " ")) << text;
    EXPECT_GT(text.size(), 30u) << text;
    EXPECT_TRUE(text.ends_with("\n"));
  }
}

}  // namespace
}  // namespace sysmake
