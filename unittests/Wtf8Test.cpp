// unittests/Wtf8Test.cpp -- Nothing is lost between bytes and UTF-16.
#include "Wtf8.hpp"

#include <gtest/gtest.h>

#include <random>

namespace sys::wtf8 {
namespace {

TEST(Wtf8, SpellsEveryPlaneAsUtf8Does) {
  EXPECT_EQ(fromUtf16(u"a\u00E9\u20AC\U0001F600"), "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  EXPECT_EQ(toUtf16("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), u"a\u00E9\u20AC\U0001F600");
  EXPECT_EQ(fromUtf16(u""), "");
  EXPECT_EQ(toUtf16(""), u"");
  EXPECT_EQ(toUtf16("\xF4\x8F\xBF\xBF"), u"\U0010FFFF");
}

TEST(Wtf8, LoneSurrogatesBecomeThreeBytesAndComeBack) {
  const std::u16string high = {u'a', 0xD800, u'b'};
  const std::u16string reversed = {0xDC00, 0xD800};
  EXPECT_EQ(fromUtf16(high),
            "a\xED\xA0\x80"
            "b");
  EXPECT_EQ(toUtf16(fromUtf16(high)), high);
  EXPECT_EQ(toUtf16(fromUtf16(reversed)), reversed);
}

TEST(Wtf8, RefusesWhatIsSpelledTwice) {
  EXPECT_EQ(toUtf16("\xC0\x80"), std::nullopt);                  // NUL in two bytes.
  EXPECT_EQ(toUtf16("\xC1\xBF"), std::nullopt);                  // 7F in two.
  EXPECT_EQ(toUtf16("\xE0\x9F\xBF"), std::nullopt);              // 7FF in three.
  EXPECT_EQ(toUtf16("\xF0\x8F\xBF\xBF"), std::nullopt);          // FFFF in four.
  EXPECT_EQ(toUtf16("\xED\xA0\xBD\xED\xB8\x80"), std::nullopt);  // A pair in two times three.
}

TEST(Wtf8, RefusesWhatIsCutOffOrOutOfRange) {
  EXPECT_EQ(toUtf16("\x80"), std::nullopt);
  EXPECT_EQ(toUtf16("\xC3"), std::nullopt);
  EXPECT_EQ(toUtf16("\xE2\x82"), std::nullopt);
  EXPECT_EQ(toUtf16("\xF0\x9F\x98"), std::nullopt);
  EXPECT_EQ(toUtf16("\xF4\x90\x80\x80"), std::nullopt);
  EXPECT_EQ(toUtf16("\xF5\x80\x80\x80"), std::nullopt);
  EXPECT_EQ(toUtf16("\xFF"), std::nullopt);
  EXPECT_EQ(toUtf16("\xE2\x28\xA1"), std::nullopt);
}

TEST(Wtf8, SaysWhereItIsIllFormed) {
  EXPECT_EQ(firstIllFormed("ab\xC3\xA9\xFFz"), 4U);
  EXPECT_EQ(firstIllFormed("\xED\xA0\xBD\xED\xB8\x80"), 3U);
  EXPECT_EQ(firstIllFormed("abc"), std::string_view::npos);
}

TEST(Wtf8, Utf8ProperHasNoSurrogates) {
  EXPECT_TRUE(isUtf8("a\xF0\x9F\x98\x80"));
  EXPECT_FALSE(isUtf8("\xED\xA0\x80"));
  EXPECT_FALSE(isUtf8("\xC3"));
}

TEST(Wtf8, ShowsWhatIsIllFormedAsReplacement) {
  EXPECT_EQ(toShownUtf16("a\xFF\xC3\xA9"), u"a\uFFFD\u00E9");
  EXPECT_EQ(toShownUtf16("\xED\xA0\x80"), u"\uFFFD");
  EXPECT_EQ(toShownUtf16("\xF0\x9F\x98\x80"), u"\U0001F600");
  EXPECT_EQ(toShownUtf16("x\xE2\x82"), u"x\uFFFD\uFFFD");
}

TEST(Wtf8, APrefixNeverPartsAPair) {
  const std::u16string text = u"ab\U0001F600c";
  EXPECT_EQ(wholePrefix(text, 2), 2U);
  EXPECT_EQ(wholePrefix(text, 3), 2U);
  EXPECT_EQ(wholePrefix(text, 4), 4U);
  EXPECT_EQ(wholePrefix(text, 5), 5U);
  EXPECT_EQ(wholePrefix(text, 99), 5U);
  const std::u16string lone = {u'a', 0xD800, u'b'};
  EXPECT_EQ(wholePrefix(lone, 2), 2U);
}

TEST(Wtf8, AnyUtf16MakesTheRoundTrip) {
  std::mt19937 random(20240501);
  for (int round = 0; round < 20000; ++round) {
    std::u16string text(random() % 8, u'\0');
    for (char16_t& unit : text) {
      // Half of them surrogates.
      unit =
          static_cast<char16_t>(random() % 2 == 0 ? 0xD800 + random() % 0x800 : random() % 0x10000);
    }
    const std::string bytes = fromUtf16(text);
    ASSERT_EQ(toUtf16(bytes), text);
    ASSERT_LE(bytes.size(), text.size() * 3);
  }
}

TEST(Wtf8, WhatIsAcceptedIsSpelledInOneWayOnly) {
  std::mt19937 random(20240502);
  const std::string_view alphabet("a\x80\xA0\xBF\xC2\xE0\xED\xEF\xF0\xF4\x8F\x90\x9F\xB8", 14);
  int accepted = 0;
  for (int round = 0; round < 100000; ++round) {
    std::string bytes(random() % 5, '\0');
    for (char& byte : bytes) byte = alphabet[random() % alphabet.size()];
    const std::optional<std::u16string> text = toUtf16(bytes);
    ASSERT_EQ(text.has_value(), firstIllFormed(bytes) == std::string_view::npos);
    if (!text) continue;
    ++accepted;
    ASSERT_EQ(fromUtf16(*text), bytes);
  }
  EXPECT_GT(accepted, 1000);
}

}  // namespace
}  // namespace sys::wtf8
