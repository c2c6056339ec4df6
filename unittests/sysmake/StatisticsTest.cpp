// unittests/sysmake/StatisticsTest.cpp -- What `-d stats` prints.
#include "sysmake/Statistics.hpp"

#include <gtest/gtest.h>

namespace sysmake {
namespace {

TEST(Statistics, CountsAndSumsUp) {
  Statistics statistics;
  statistics.add("node stat", std::chrono::microseconds(1000));
  statistics.add("scan", std::chrono::milliseconds(2500));
  statistics.add("node stat", std::chrono::microseconds(2001));
  EXPECT_EQ(statistics.table(),
            "metric                 count    avg (us)  total (ms)\n"
            "node stat                  2      1500.5         3.0\n"
            "scan                       1   2500000.0      2500.0\n");
}

TEST(Statistics, TellsWhatTheProgramItselfHasUsed) {
  const sys::Usage usage{
      std::chrono::milliseconds(30), std::chrono::milliseconds(12), 3U << 20, 5, 2048, 1024};
  EXPECT_EQ(usageLine(usage, {2U << 20, 7}),
            "\nsysmake itself: 42 ms of processor time, 3072 KiB of memory, 2 KiB read and 1 KiB "
            "written, 5 page faults that had to read; at the end 2048 KiB and 7 descriptors\n");
}

TEST(Statistics, TimesItsLife) {
  Statistics statistics;
  { const Timed timed(&statistics, "scan"); }
  EXPECT_NE(statistics.table().find("scan                       1 "), std::string::npos);
}

}  // namespace
}  // namespace sysmake
