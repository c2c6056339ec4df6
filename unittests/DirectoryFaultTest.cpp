// unittests/DirectoryFaultTest.cpp -- A listing is complete or an error, whatever fails.
#include "sys/Directory.hpp"

#include "FaultLoop.hpp"
#include "Residue.hpp"

namespace sys {
namespace {

using DirectoryFaults = FaultTest;

bool isDirectory(const Path& path) {
  const std::optional<FileStatus> status = FileStatus::of(path);
  return status && status->isDirectory();
}

TEST_F(DirectoryFaults, CreateMakesAllOfIt) {
  const auto scenario = [](FaultRun& run) {
    const Path path(run.path("a/b/c"));
    const auto created = run.call([&] { return Directory::create(path); });
    if (!created) return;
    EXPECT_TRUE(isDirectory(path));
    EXPECT_TRUE(*created);
  };
  fail("Directory::create", scenario, {.files = {"a"}});
}

TEST_F(DirectoryFaults, CreateOfWhatExistsCreatesNothing) {
  const auto scenario = [](FaultRun& run) {
    const Path path(run.path("."));
    EXPECT_FALSE(run.call([&] { return Directory::create(path); }).value_or(false));
  };
  fail("Directory::create of what exists", scenario);
}

TEST_F(DirectoryFaults, ListIsComplete) {
  const auto scenario = [](FaultRun& run) {
    for (const char* name : {"a", "b", "c"}) residue::writeFile(run.path(name), "");
    residue::emptyDirectory(run.path("d"));
    const Path path(run.path("."));
    const auto entries = run.call([&] { return Directory::list(path); });
    if (!entries) return;
    ASSERT_TRUE(*entries) << "it exists";
    std::string names;
    for (const DirectoryEntry& entry : **entries) names += entry.name;
    EXPECT_EQ(names, "abcd");
    EXPECT_EQ((*entries)->front().type, FileType::Regular);
    EXPECT_EQ((*entries)->back().type, FileType::Directory);
  };
  fail("Directory::list", scenario, {.files = {"a", "b", "c", "d"}});
}

TEST_F(DirectoryFaults, RemoveRemovesOrLeavesAlone) {
  const auto scenario = [](FaultRun& run) {
    residue::emptyDirectory(run.path("d"));
    const Path path(run.path("d"));
    const auto removed = run.call([&] { return Directory::remove(path); });
    EXPECT_EQ(isDirectory(path), !removed);
    EXPECT_TRUE(removed.value_or(true)) << "it existed and was empty";
  };
  fail("Directory::remove", scenario, {.files = {"d"}});
}

TEST_F(DirectoryFaults, CurrentIsToldOrAnError) {
  const Path here = Directory::current();
  const auto scenario = [&](FaultRun& run) {
    const auto current = run.call([&] { return Directory::current(); });
    if (!current) return;
    EXPECT_EQ(*current, here);
  };
  fail("Directory::current", scenario);
}

TEST_F(DirectoryFaults, EnterEntersOrStays) {
  const Path here = Directory::current();
  const auto scenario = [&](FaultRun& run) {
    const Path there(run.path("."));
    const bool entered = run.call([&] { Directory::enter(there); });
    EXPECT_EQ(Directory::current() != here, entered);
    Directory::enter(here);
  };
  fail("Directory::enter", scenario, {.movesHandles = true});
}

}  // namespace
}  // namespace sys
