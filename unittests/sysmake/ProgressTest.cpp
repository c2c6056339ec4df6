// unittests/sysmake/ProgressTest.cpp -- NINJA_STATUS means what it does for Ninja, and lines fit.
#include "sysmake/Progress.hpp"

#include <gtest/gtest.h>

namespace sysmake {
namespace {

Progress someProgress() {
  Progress progress;
  progress.started = 5;
  progress.finished = 3;
  progress.total = 12;
  progress.elapsedMs = 1500;
  return progress;
}

TEST(Progress, CountsEdges) {
  EXPECT_EQ(formatProgress("[%f/%t] ", someProgress()), "[3/12] ");
  EXPECT_EQ(formatProgress("%s %r %u %%", someProgress()), "5 2 7 %");
}

TEST(Progress, TellsRatesAndTimes) {
  EXPECT_EQ(formatProgress("%p", someProgress()), " 25%");
  EXPECT_EQ(formatProgress("%o", someProgress()), "2.0");
  EXPECT_EQ(formatProgress("%c", someProgress()), "?");
  EXPECT_EQ(formatProgress("%e %E", someProgress()), "1.500 4.500");
  EXPECT_EQ(formatProgress("%w %W", someProgress()), "00:01 00:04");
  Progress late = someProgress();
  late.elapsedMs = 3'700'000;
  EXPECT_EQ(formatProgress("%w", late), "1:01:40");
}

TEST(Progress, TellsNothingItDoesNotKnow) {
  EXPECT_EQ(formatProgress("%o %E %W %p", Progress{}), "? ? ?   0%");
}

TEST(Progress, RefusesOtherLetters) {
  EXPECT_THROW(formatProgress("%q", {}), std::string);
  EXPECT_THROW(formatProgress("%", {}), std::string);
}

TEST(Progress, CurrentRateIsOverTheLastEdges) {
  RateMeter meter(3);
  EXPECT_LT(meter.rate(), 0);
  for (std::int64_t ms : {0, 10'000, 10'500, 11'000}) meter.edgeFinished(ms);
  EXPECT_DOUBLE_EQ(meter.rate(), 3.0);
}

TEST(Progress, ColumnsAreCharacters) {
  EXPECT_EQ(columnsOf("abc"), 3u);
  EXPECT_EQ(columnsOf("\u00e4\u00f6"), 2u);
  EXPECT_EQ(columnsOf("\x1b[31mred\x1b[0m"), 3u);
}

TEST(Progress, ElidesTheMiddle) {
  EXPECT_EQ(elideMiddle("0123456789", 10), "0123456789");
  EXPECT_EQ(elideMiddle("0123456789", 9), "012...789");
  EXPECT_EQ(elideMiddle("0123456789", 8), "01...789");
  EXPECT_EQ(elideMiddle("0123456789", 2), "..");
  EXPECT_EQ(elideMiddle("\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4", 5), "\u00e4...\u00e4");
  EXPECT_EQ(elideMiddle("\x1b[31m0123456789\x1b[0m", 5), "\x1b[31m0...9\x1b[0m");
}

TEST(Progress, TakesEscapesAway) {
  EXPECT_EQ(withoutEscapes("\x1b[1;31merror\x1b[0m: x\n"), "error: x\n");
  EXPECT_EQ(withoutEscapes("\x1b[3"), "");
}

}  // namespace
}  // namespace sysmake
