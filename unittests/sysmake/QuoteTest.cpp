// unittests/sysmake/QuoteTest.cpp -- `$in` and `$out` have Ninja's bytes, in both styles.
#include "sysmake/Quote.hpp"

#include <gtest/gtest.h>

namespace sysmake {
namespace {

std::string quoted(std::string_view path, sys::PathStyle style) {
  std::string result;
  appendQuoted(result, path, style);
  return result;
}

TEST(Quote, LeavesSafePathsAloneInPosixStyle) {
  EXPECT_EQ(quoted("some/sensible/path-_+.c", sys::PathStyle::Posix), "some/sensible/path-_+.c");
}

TEST(Quote, QuotesForTheShell) {
  EXPECT_EQ(quoted("foo bar\"/'$@d!st!c'/path'", sys::PathStyle::Posix),
            "'foo bar\"/'\\''$@d!st!c'\\''/path'\\'''");
  EXPECT_EQ(quoted("a:b", sys::PathStyle::Posix), "'a:b'");
  EXPECT_EQ(quoted("\xC3\xA4", sys::PathStyle::Posix), "'\xC3\xA4'");
}

TEST(Quote, QuotesForCreateProcess) {
  EXPECT_EQ(quoted("some\\sensible\\path:x", sys::PathStyle::Windows), "some\\sensible\\path:x");
  EXPECT_EQ(quoted("a b", sys::PathStyle::Windows), "\"a b\"");
  EXPECT_EQ(quoted("foo \"bar\\", sys::PathStyle::Windows), "\"foo \\\"bar\\\\\"");
  EXPECT_EQ(quoted("a\\\\\"b\\c", sys::PathStyle::Windows), "\"a\\\\\\\\\\\"b\\c\"");
}

TEST(Quote, Appends) {
  std::string text = "cc ";
  appendQuoted(text, "a b", sys::PathStyle::Posix);
  appendQuoted(text, "/c", sys::PathStyle::Posix);
  EXPECT_EQ(text, "cc 'a b'/c");
}

}  // namespace
}  // namespace sysmake
