// unittests/sysmake/JsonTest.cpp -- What is written is JSON whatever it tells of, and nothing else
// is read.
#include "sysmake/Json.hpp"

#include <gtest/gtest.h>

namespace sysmake {
namespace {

const std::string kUnknown = "\xEF\xBF\xBD";

TEST(Json, EscapesWhatAStringCannotHave) {
  EXPECT_EQ(jsonEscaped("a\"b\\c/\xC3\xA4"), "a\\\"b\\\\c/\xC3\xA4");
  EXPECT_EQ(jsonEscaped("\b\f\n\r\t"), "\\b\\f\\n\\r\\t");
  EXPECT_EQ(jsonEscaped(std::string("\0\x01\x1F\x7F", 4)), "\\u0000\\u0001\\u001f\x7F");
}

TEST(Json, ReplacesBytesThatAreNoCharacters) {
  const std::string good = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBF";
  EXPECT_EQ(wellFormed(good), good);
  EXPECT_EQ(wellFormed("\xFF\x80 \xC3"), kUnknown + kUnknown + " " + kUnknown);
  EXPECT_EQ(wellFormed("\xC0\xAF"), kUnknown + kUnknown);                 // Overlong.
  EXPECT_EQ(wellFormed("\xED\xA0\x80"), kUnknown + kUnknown + kUnknown);  // A surrogate.
  EXPECT_EQ(wellFormed("\xE2\x82x"), kUnknown + kUnknown + "x");          // Cut off.
  EXPECT_EQ(wellFormed("\xF4\x90\x80\x80").size(), 4 * kUnknown.size());  // Beyond the last.
  EXPECT_EQ(jsonString("\xE4\n"), "\"" + kUnknown + "\\n\"");
}

TEST(Json, ReadsAllKindsOfValues) {
  const auto value = JsonValue::parse(
      " { \"a\" : [ 1 , -2.5e+1 , \"x\" , true , false , null , [] , {} ] , \"b\" : \"c\" } ");
  ASSERT_TRUE(value);
  const std::vector<JsonValue>& items = (*value)["a"].items();
  ASSERT_EQ(items.size(), 8u);
  EXPECT_EQ(items[0].number(), 1);
  EXPECT_EQ(items[1].number(), -25);
  EXPECT_EQ(items[2].text(), "x");
  EXPECT_TRUE(items[3].boolean());
  EXPECT_EQ(items[4].kind(), JsonValue::Kind::Boolean);
  EXPECT_FALSE(items[4].boolean());
  EXPECT_TRUE(items[5].isNull());
  EXPECT_EQ(items[6].kind(), JsonValue::Kind::Array);
  EXPECT_EQ(items[7].kind(), JsonValue::Kind::Object);
  EXPECT_EQ((*value)["b"].text(), "c");
  EXPECT_EQ(value->members().size(), 2u);
  EXPECT_TRUE((*value)["missing"]["too"].isNull());
  EXPECT_EQ((*value)["b"].number(), 0);
}

TEST(Json, ReadsEscapes) {
  const auto value = JsonValue::parse(R"("\"\\\/\b\f\n\r\t\u0041\u00e4\u20AC\ud83d\ude00")");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->text(), "\"\\/\b\f\n\r\tA\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
}

TEST(Json, ReadsBackWhatItWrites) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  const auto value = JsonValue::parse(jsonString(bytes));
  ASSERT_TRUE(value);
  EXPECT_EQ(value->text(), wellFormed(bytes));
}

TEST(Json, RefusesWhatIsNone) {
  for (const std::string text :
       {"",         " ",           "x",           "nul",         "1 2",
        "[1,]",     "[1",          "{",           "{\"a\"}",     "{\"a\":}",
        "{a:1}",    "{\"a\":1,}",  "01",          "1.",          ".5",
        "+1",       "1e",          "-",           "\"",          "\"\n\"",
        "\"\\x\"",  "\"\\u12g4\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"",
        "\"\xFF\"", "'a'",         "[1 2]",       "\"\\"}) {
    EXPECT_FALSE(JsonValue::parse(text)) << text;
  }
  EXPECT_TRUE(JsonValue::parse(std::string(50, '[') + std::string(50, ']')));
  EXPECT_FALSE(JsonValue::parse(std::string(100'000, '[')));
}

}  // namespace
}  // namespace sysmake
