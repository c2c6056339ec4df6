// unittests/FileFaultTest.cpp -- The old content or the new, never a part, whatever fails.
#include "sys/File.hpp"

#include "FaultLoop.hpp"
#include "Residue.hpp"
#include "SystemFiles.hpp"

namespace sys {
namespace {

using FileFaults = FaultTest;

TEST_F(FileFaults, ReadGivesAllOrNothing) {
  const std::string content(10'000, 'x');
  const auto scenario = [&](FaultRun& run) {
    residue::writeFile(run.path("f"), content);
    const Path path(run.path("f"));
    const auto read = run.call([&] { return File::read(path); });
    if (!read) return;
    ASSERT_TRUE(*read) << "it exists";
    EXPECT_EQ((*read)->size(), content.size());
    EXPECT_TRUE(**read == content);
  };
  fail("File::read", scenario, {.files = {"f"}});
}

TEST_F(FileFaults, ReadOfWhatClaimsToBeEmpty) {
  const std::optional<Path> path = fileThatClaimsToBeEmpty();
  if (!path) GTEST_SKIP() << "this system has no such file";
  const auto scenario = [&](FaultRun& run) {
    const auto read = run.call([&] { return File::read(*path); });
    if (!read) return;
    ASSERT_TRUE(*read);
    EXPECT_FALSE((*read)->empty());
  };
  fail("File::read of what claims to be empty", scenario);
}

// The name must lead to `before` or to the new content, and to the new one after success.
FaultLoop::Scenario replacing(std::string before, Durability durability) {
  return [before = std::move(before), durability](FaultRun& run) {
    const std::string after(5000, 'n');
    if (!before.empty()) residue::writeFile(run.path("f"), before);
    const Path path(run.path("f"));
    const bool done = run.call([&] { File::replace(path, after, durability); });
    const std::string content = residue::readFile(run.path("f"));
    EXPECT_TRUE(content == after || (!done && content == before)) << content.size() << " bytes";
  };
}

TEST_F(FileFaults, ReplaceLeavesTheOldContentOrTheNew) {
  fail("File::replace", replacing("old", Durability::Fast), {.files = {"f"}});
  fail("File::replace durably", replacing("old", Durability::Durable), {.files = {"f"}});
}

TEST_F(FileFaults, ReplaceCreatesAllOrNothing) {
  fail("File::replace of nothing", replacing("", Durability::Fast), {.files = {"f"}});
  fail("File::replace of nothing, durably", replacing("", Durability::Durable), {.files = {"f"}});
}

TEST_F(FileFaults, ReplaceOfAReadOnlyFileKeepsItSo) {
  const auto scenario = [](FaultRun& run) {
    residue::writeFile(run.path("f"), "old");
    const Path path(run.path("f"));
    makeReadOnly(path);
    const bool done = run.call([&] { File::replace(path, "new"); });
    const std::string content = residue::readFile(run.path("f"));
    EXPECT_TRUE(content == "new" || (!done && content == "old")) << content;
    EXPECT_TRUE(isReadOnly(path));
  };
  fail("File::replace of a read-only file", scenario, {.files = {"f"}});
}

TEST_F(FileFaults, ReplaceThroughALinkKeepsTheLink) {
  const auto scenario = [](FaultRun& run) {
    residue::writeFile(run.path("f"), "old");
    const Path path(run.path("link"));
    if (!makeSymbolicLink(path, "f")) return;
    const bool done = run.call([&] { File::replace(path, "new"); });
    const std::string content = residue::readFile(run.path("f"));
    EXPECT_TRUE(content == "new" || (!done && content == "old")) << content;
    residue::writeFile(run.path("f"), "through");
    EXPECT_EQ(residue::readFile(run.path("link")), "through");
  };
  fail("File::replace through a link", scenario, {.files = {"f", "link"}});
}

TEST_F(FileFaults, RemoveRemovesOrLeavesAlone) {
  const auto scenario = [](FaultRun& run) {
    residue::writeFile(run.path("f"), "old");
    const Path path(run.path("f"));
    const auto removed = run.call([&] { return File::remove(path); });
    const std::string content = residue::readFile(run.path("f"));
    EXPECT_EQ(content, removed ? "" : "old");
    EXPECT_TRUE(removed.value_or(true)) << "it existed";
  };
  fail("File::remove", scenario, {.files = {"f"}});
}

TEST_F(FileFaults, AppendIsNoSuccessUnlessAllWasWritten) {
  const std::string more(3000, 'm');
  const auto scenario = [&](FaultRun& run) {
    residue::writeFile(run.path("f"), "old");
    const Path path(run.path("f"));
    auto file = run.call([&] { return File::openToAppend(path); });
    if (!file) return;
    const bool appended = run.call([&] { file->append(more); });
    const bool synced = run.call([&] { file->sync(); });
    const bool closed = run.call([&] { file->close(); });
    const std::string content = residue::readFile(run.path("f"));
    EXPECT_EQ(content.substr(0, 3), "old");
    if (appended && synced && closed) {
      EXPECT_TRUE(content == "old" + more) << content.size() << " bytes";
    }
  };
  fail("File::openToAppend, append, sync, close", scenario, {.files = {"f"}});
}

TEST_F(FileFaults, AFileThatIsDestroyedIsClosed) {
  const auto scenario = [](FaultRun& run) {
    const Path path(run.path("f"));
    std::optional<File> file = run.call([&] { return File::openToAppend(path); });
    run.call([&] { file.reset(); });
  };
  fail("File's destruction", scenario, {.files = {"f"}});
}

// A sync that failed is not repeated with success: the system has forgotten the loss by then.
TEST_F(FileFaults, ASyncThatFailedFailsForGood) {
  const auto scenario = [](FaultRun& run) {
    const Path path(run.path("f"));
    File file = File::openToAppend(path);
    file.append("new");
    const bool first = run.call([&] { file.sync(); });
    const bool second = run.call([&] { file.sync(); });
    if (!first && run.error() != "out of memory") {
      EXPECT_FALSE(second);
    }
  };
  FaultLoop::memory("File::sync twice", scenario, {.files = {"f"}});
}

}  // namespace
}  // namespace sys
