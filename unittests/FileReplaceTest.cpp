// unittests/FileReplaceTest.cpp -- Whatever happens, the name leads to the whole old or the whole
// new content.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <initializer_list>
#include <string>
#include <thread>

#include "Children.hpp"
#include "SystemFiles.hpp"
#include "TemporaryTree.hpp"
#include "Thrown.hpp"
#include "sys/Directory.hpp"
#include "sys/File.hpp"
#include "sys/FileStatus.hpp"

namespace sys {
namespace {

TEST(FileReplace, CreatesAndReplacesAndLeavesNothingElse) {
  const TemporaryTree tree;
  const Path path = tree / "file";
  for (const Durability durability : {Durability::Fast, Durability::Durable}) {
    for (const std::size_t size : std::initializer_list<std::size_t>{5, 0, 1'000'000, 3}) {
      const std::string content(size, 'x');
      File::replace(path, content, durability);
      EXPECT_TRUE(File::read(path) == content) << size;
      EXPECT_EQ(namesIn(tree.path()), "file ");
    }
  }
}

TEST(FileReplace, TakesTheLongestAndTheStrangestNames) {
  const TemporaryTree tree;
  std::string unicode;
  while (unicode.size() + 3 <= 255) unicode += "\xE2\x82\xAC";  // The euro sign.
  for (const std::string& name :
       {std::string(255, 'n'), unicode, std::string("a b'c;$d"), std::string("\xC3\xA9")}) {
    const Path path = tree / name;
    File::replace(path, "old");
    File::replace(path, name);
    EXPECT_EQ(File::read(path), name);
    EXPECT_EQ(namesIn(tree.path()), name + " ");
    File::remove(path);
  }
}

TEST(FileReplace, WorksInTheCurrentDirectory) {
  const TemporaryTree tree;
  const Path before = Directory::current();
  Directory::enter(tree.path());
  File::replace("bare", "1", Durability::Durable);
  File::replace("bare", "2", Durability::Durable);
  EXPECT_EQ(File::read("bare"), "2");
  Directory::enter(before);
  EXPECT_EQ(namesIn(tree.path()), "bare ");
}

TEST(FileReplace, KeepsTheModeOfAFileThatExists) {
  const TemporaryTree tree;
  const Path path = tree.file("file", "old");
  EXPECT_FALSE(isReadOnly(path));
  makeReadOnly(path);
  File::replace(path, "new");
  EXPECT_EQ(File::read(path), "new");
  EXPECT_TRUE(isReadOnly(path));
  EXPECT_FALSE(isReadOnly(tree.file("another")));
}

TEST(FileReplace, GoesThroughSymbolicLinks) {
  const TemporaryTree tree;
  const Path directory = tree.directory("directory");
  const Path file = tree.file("directory/file", "old");
  const Path inner = directory.join("inner");
  const Path outer = tree / "outer";
  if (!makeSymbolicLink(inner, "file")) GTEST_SKIP() << "the file system has no symbolic links";
  ASSERT_TRUE(makeSymbolicLink(outer, inner));

  File::replace(outer, "new");
  EXPECT_EQ(File::read(file), "new");
  EXPECT_EQ(FileStatus::ofLink(outer)->type(), FileType::Symlink);
  EXPECT_EQ(FileStatus::ofLink(inner)->type(), FileType::Symlink);
  EXPECT_EQ(namesIn(directory), "file inner ");

  File::remove(file);
  File::replace(outer, "created");
  EXPECT_EQ(File::read(file), "created");
  EXPECT_EQ(FileStatus::ofLink(outer)->type(), FileType::Symlink);
}

TEST(FileReplace, ThrowsForLinksThatLeadInACircle) {
  const TemporaryTree tree;
  const Path circle = tree / "circle";
  if (!makeSymbolicLink(circle, circle)) GTEST_SKIP() << "the file system has no symbolic links";
  EXPECT_THROW(File::replace(circle, "new"), std::string);
  EXPECT_EQ(namesIn(tree.path()), "circle ");
}

TEST(FileReplace, RefusesDirectoriesAndSpecialFiles) {
  const TemporaryTree tree;
  const Path directory = tree.directory("directory");
  tree.file("directory/file", "content");
  std::string error = thrownBy([&] { File::replace(directory, "new"); });
  EXPECT_EQ(error.find(directory.text() + ": cannot be written because it is a directory"), 0u)
      << error;
  for (const char* name : {"directory/", "new/", ".", "directory/..", ""}) {
    EXPECT_THROW(File::replace(name[0] == 0 ? Path("") : tree / name, "new"), std::string) << name;
  }
  EXPECT_EQ(namesIn(tree.path()), "directory ");
  EXPECT_EQ(namesIn(directory), "file ");

  const DeviceFile device(tree);
  error = thrownBy([&] { File::replace(device.path(), "new"); });
  EXPECT_NE(error.find("because it is not a regular file"), std::string::npos) << error;
  EXPECT_EQ(FileStatus::of(device.path())->type(), FileType::Other);
}

TEST(FileReplace, NeedsTheDirectory) {
  const TemporaryTree tree;
  const Path file = tree.file("file", "content");
  const std::string error = thrownBy([&] { File::replace(tree / "none/file", "new"); });
  EXPECT_NE(error.find("none"), std::string::npos) << error;
  EXPECT_NE(error.find("because its directory does not exist"), std::string::npos) << error;
  EXPECT_THROW(File::replace(file.join("below"), "new"), std::string);
  EXPECT_THROW(File::replace(tree / std::string(300, 'n'), "new"), std::string);
  EXPECT_EQ(namesIn(tree.path()), "file ");
  EXPECT_EQ(File::read(file), "content");
}

TEST(FileReplace, KeepsTheOldContentAndLeavesNothingWhenItFails) {
  const TemporaryTree tree;
  const Path path = tree.file("file", "old");
  const FileSizeLimit limit(100'000);
  if (!limit.holds()) GTEST_SKIP() << "the system has no limit of file sizes";
  const std::string error = thrownBy([&] { File::replace(path, std::string(200'000, 'x')); });
  EXPECT_NE(error.find(": cannot be written because it would be larger than allowed"),
            std::string::npos)
      << error;
  EXPECT_EQ(File::read(path), "old");
  EXPECT_EQ(namesIn(tree.path()), "file ");
}

TEST(FileReplace, ReadersSeeTheOldOrTheNewContentOnly) {
  const TemporaryTree tree;
  const std::string contents[] = {std::string(50'000, 'a'), std::string(20'000, 'b')};
  const Path path = tree.file("file", contents[0]);
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int round = 1; round <= 100; ++round) File::replace(path, contents[round % 2]);
    done = true;
  });
  do {
    const auto read = File::read(path);
    EXPECT_TRUE(read && (*read == contents[0] || *read == contents[1]));
  } while (!done);
  writer.join();
  EXPECT_TRUE(File::read(path) == contents[0]);
}

TEST(FileReplace, WritersReplaceTheWholeOfOneAnother) {
  const TemporaryTree tree;
  const Path path = tree.file("file");
  std::thread writers[3];
  for (int i = 0; i < 3; ++i) {
    writers[i] = std::thread([&path, i] {
      for (int round = 0; round < 50; ++round) {
        File::replace(path, std::string(10'000, static_cast<char>('a' + i)));
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  const auto content = File::read(path);
  ASSERT_TRUE(content);
  EXPECT_EQ(content->size(), 10'000u);
  EXPECT_EQ(content->find_first_not_of(content->front()), std::string::npos);
  EXPECT_EQ(namesIn(tree.path()), "file ");
}

// What a child writes: as many letters as the letter says.
bool isWhole(const std::string& content) {
  return !content.empty() && content.find_first_not_of(content[0]) == std::string::npos &&
         content.size() == static_cast<std::size_t>(content[0] - 'a' + 1) * 10'000;
}

TEST(FileReplace, AKillAtAnyMomentLeavesTheOldOrTheNewContent) {
  using namespace std::chrono_literals;
  const TemporaryTree tree;
  const Path path = tree.file("file");
  constexpr int kKills = 50;
  const auto enough = std::chrono::steady_clock::now() + 4s;  // Where starting a child is slow.
  int kills = 0;
  for (; kills < kKills && (kills < 5 || std::chrono::steady_clock::now() < enough); ++kills) {
    const std::string before = "round " + std::to_string(kills);
    File::replace(path, before);
    Process child = Process::start(childCommand("replace", {path.text()}));
    const auto patience = std::chrono::steady_clock::now() + 60s;
    std::optional<std::string> seen;
    while ((seen = File::read(path)) == before && std::chrono::steady_clock::now() < patience) {
    }
    ASSERT_TRUE(seen && isWhole(*seen)) << seen.value_or("(nothing)").substr(0, 20);
    EXPECT_FALSE(child.wait(std::chrono::steady_clock::now() + kills * 37us));
    child.kill();
    EXPECT_TRUE(child.wait().wasKilled());

    const auto content = File::read(path);
    ASSERT_TRUE(content && isWhole(*content)) << content.value_or("(nothing)").substr(0, 20);
  }

  // What a kill may leave behind says whose it was.
  const auto entries = Directory::list(tree.path());
  for (const DirectoryEntry& entry : *entries) {
    EXPECT_TRUE(entry.name == "file" || entry.name.starts_with("file.tmp-")) << entry.name;
  }
}

}  // namespace
}  // namespace sys
