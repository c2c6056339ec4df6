// unittests/FileStatusFaultTest.cpp -- A status is whole, hidden or an error, whatever fails.
#include "sys/FileStatus.hpp"

#include "FaultLoop.hpp"
#include "Residue.hpp"

namespace sys {
namespace {

using FileStatusFaults = FaultTest;

using Look = std::optional<FileStatus> (*)(const Path& path);

FaultLoop::Scenario looking(Look look) {
  return [look](FaultRun& run) {
    residue::writeFile(run.path("f"), "content");
    const Path path(run.path("f"));
    const auto status = run.call([&] { return look(path); });
    if (!status) return;
    ASSERT_TRUE(*status) << "it exists";
    if ((*status)->type() == FileType::Hidden) return;
    EXPECT_TRUE((*status)->isRegular());
    EXPECT_EQ((*status)->size(), 7U);
  };
}

TEST_F(FileStatusFaults, OfAFile) {
  fail("FileStatus::of", looking(FileStatus::of), {.files = {"f"}});
  fail("FileStatus::ofLink", looking(FileStatus::ofLink), {.files = {"f"}});
}

TEST_F(FileStatusFaults, OfNothing) {
  const auto scenario = [](FaultRun& run) {
    const Path path(run.path("f"));
    const auto status = run.call([&] { return FileStatus::of(path); });
    if (status && *status) {
      EXPECT_EQ((*status)->type(), FileType::Hidden);
    }
  };
  fail("FileStatus::of nothing", scenario);
}

}  // namespace
}  // namespace sys
