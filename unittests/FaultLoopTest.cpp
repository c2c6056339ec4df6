// unittests/FaultLoopTest.cpp -- The fault loop finds the mistakes it is there for.
#include "FaultLoop.hpp"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "FaultSample.hpp"
#include "FaultSupport.hpp"
#include "Residue.hpp"

namespace sys {
namespace {

using sample::Mistake;

// What the loop says of the sample with `mistake`: all failures, one after the other.
struct Verdict {
  FaultReport report;
  std::string text;
};

FaultReport readLoop(Mistake mistake) {
  const auto scenario = [mistake](FaultRun& run) {
    const std::string path = run.path("f");
    residue::writeFile(path, "content");
    const auto content = run.call([&] { return sample::readFile(path, mistake); });
    residue::removeFile(path);
    if (content) {
      EXPECT_EQ(*content, "content");
    }
  };
  return FaultLoop::run("the sample", scenario, {.isSample = true});
}

Verdict judge(Mistake mistake) {
  Verdict verdict;
  ::testing::TestPartResultArray failures;
  {
    const ::testing::ScopedFakeTestPartResultReporter reporter(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &failures);
    verdict.report = readLoop(mistake);
  }
  sample::closeLeaked();
  for (int i = 0; i < failures.size(); ++i) {
    verdict.text.append(failures.GetTestPartResult(i).message()).append("\n");
  }
  return verdict;
}

class FaultLoopTest : public ::testing::Test {
protected:
  void SetUp() override {
    if (*kFaultsUnavailable != '\0') GTEST_SKIP() << kFaultsUnavailable;
  }
};

TEST_F(FaultLoopTest, FailsEveryCallOfCorrectCodeAndFindsNothing) {
  const FaultReport report = readLoop(Mistake::None);
  EXPECT_EQ(report.problems, 0u);
  EXPECT_EQ(report.places, 4u);  // Open, read, read of the end, close.
  EXPECT_EQ(report.counts.size(), 3u);
  EXPECT_GT(report.injections, 10u);
}

TEST_F(FaultLoopTest, FindsALeakedDescriptor) {
  EXPECT_NE(judge(Mistake::LeaksWhenReadFails).text.find("(a file)"), std::string::npos);
}

TEST_F(FaultLoopTest, FindsLeakedMemory) {
  EXPECT_NE(judge(Mistake::LeaksMemoryWhenReadFails).text.find("it left 1 allocations"),
            std::string::npos);
}

TEST_F(FaultLoopTest, FindsALie) {
  EXPECT_NE(judge(Mistake::LiesWhenReadFails).text.find("*content"), std::string::npos);
}

TEST_F(FaultLoopTest, FindsAForeignException) {
  EXPECT_NE(judge(Mistake::ThrowsForeignWhenReadFails).text.find("no std::string"),
            std::string::npos);
}

TEST_F(FaultLoopTest, FindsThatAShortReadIsTakenForTheEnd) {
  const std::string text = judge(Mistake::TakesShortReadForEnd).text;
  EXPECT_NE(text.find("answering 1 byte"), std::string::npos);
}

TEST_F(FaultLoopTest, FindsAFileLeftBehind) {
  EXPECT_NE(judge(Mistake::LeavesFileWhenReadFails).text.find("it left the file f.left"),
            std::string::npos);
}

TEST_F(FaultLoopTest, NamesTheCallThatWasFailed) {
  EXPECT_NE(judge(Mistake::ThrowsForeignWhenReadFails).text.find("the sample with call 2, "),
            std::string::npos);
}

TEST(FaultLoop, FailsEveryAllocation) {
  const auto scenario = [](FaultRun& run) {
    run.call([] {
      try {
        // Handed out, or a compiler may do without them.
        return std::pair{std::string(100, 'x'), std::string(100, 'y')};
      } catch (const std::bad_alloc&) {
        throw std::string("out of memory");
      }
    });
  };
  const FaultReport report = FaultLoop::memory("two allocations", scenario, {.isSample = true});
  EXPECT_EQ(report.problems, 0u);
  EXPECT_EQ(report.places, 2u);
  EXPECT_EQ(report.runs, 8u);  // Two in peace, two ways at two places, two to see that it is over.
}

}  // namespace
}  // namespace sys
