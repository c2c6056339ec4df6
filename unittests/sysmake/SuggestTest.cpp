// unittests/sysmake/SuggestTest.cpp -- A misspelt word finds the one it was meant to be.
#include "sysmake/Suggest.hpp"

#include <gtest/gtest.h>

#include <array>

namespace sysmake {
namespace {

TEST(Suggest, CountsInsertionsRemovalsAndReplacements) {
  EXPECT_EQ(editDistance("", "", 3), 0u);
  EXPECT_EQ(editDistance("ninja", "ninja", 3), 0u);
  EXPECT_EQ(editDistance("", "ninja", 9), 5u);
  EXPECT_EQ(editDistance("ninja", "njnja", 3), 1u);
  EXPECT_EQ(editDistance("ninjas", "ninja", 3), 1u);
  EXPECT_EQ(editDistance("browser_tests", "browser_tset", 9), 3u);
}

TEST(Suggest, DoesNotTellGreatDistancesApart) {
  EXPECT_EQ(editDistance("ninja", "make", 3), 4u);
  EXPECT_EQ(editDistance("abcdefghijklmnop", "ponmlkjihgfedcba", 2), 3u);
  EXPECT_EQ(editDistance("a", "abcdefgh", 3), 4u);
}

TEST(Suggest, OffersTheClosestWordAndNoneThatIsFar) {
  std::array<std::string_view, 3> words = {"rule", "depth", "all"};
  EXPECT_EQ(closest("dept", words), "depth");
  EXPECT_EQ(closest("al", words), "all");
  EXPECT_EQ(closest("everything", words), "");
  EXPECT_EQ(didYouMean("all"), ", did you mean 'all'?");
  EXPECT_EQ(didYouMean(""), "");
}

}  // namespace
}  // namespace sysmake
