// unittests/FileTest.cpp -- Whole files are read to their end, replaced in one step and appended
// to.
#include "sys/File.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

#include "SystemFiles.hpp"
#include "TemporaryTree.hpp"
#include "Thrown.hpp"
#include "sys/Directory.hpp"
#include "sys/FileStatus.hpp"

namespace sys {
namespace {

// The names in the tree, to see that nothing was left behind.
std::string namesIn(const Path& directory) {
  std::string names;
  const auto entries = Directory::list(directory);
  for (const DirectoryEntry& entry : *entries) names += entry.name + " ";
  return names;
}

std::string everyByte(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 7 + i / 256);
  return bytes;
}

TEST(File, ReadsNothingFromWhatDoesNotExist) {
  const TemporaryTree tree;
  const Path file = tree.file("file");
  EXPECT_FALSE(File::read(tree / "none"));
  EXPECT_FALSE(File::read(tree / "none/below"));
  EXPECT_FALSE(File::read(file.join("below")));
  EXPECT_FALSE(File::read(""));
}

TEST(File, ReadsTheWholeContentOfEverySize) {
  const TemporaryTree tree;
  for (const std::size_t size : {0, 1, 255, 4095, 4096, 4097, 65536, 3'000'001}) {
    const std::string content = everyByte(size);
    const auto read = File::read(tree.file("file", content));
    ASSERT_TRUE(read);
    EXPECT_TRUE(*read == content) << size;
  }
}

TEST(File, ReadsToTheEndWhatClaimsToBeEmpty) {
  const auto path = fileThatClaimsToBeEmpty();
  if (!path) GTEST_SKIP() << "the system has no such files";
  const auto content = File::read(*path);
  ASSERT_TRUE(content);
  EXPECT_FALSE(content->empty());
}

TEST(File, ReadsAFileThatGrowsOrShrinksMeanwhile) {
  const TemporaryTree tree;
  const std::string pattern = everyByte(600'000);
  const Path path = tree.file("file");
  std::atomic<bool> done = false;
  std::thread writer([&] {
    File file = File::openToAppend(path);
    for (int round = 0; round < 20; ++round) {
      for (std::size_t at = 0; at < pattern.size(); at += 30'000) {
        file.append(std::string_view(pattern).substr(at, 30'000));
      }
      cutOff(path, 0);
    }
    done = true;
  });
  do {
    const auto content = File::read(path);
    EXPECT_TRUE(content && std::string_view(pattern).starts_with(*content));
  } while (!done);
  writer.join();
}

TEST(File, ReadThrowsForADirectory) {
  const TemporaryTree tree;
  const std::string error = thrownBy([&] { File::read(tree.path()); });
  EXPECT_EQ(error.find(tree.path().text() + ": cannot be read because it is a directory"), 0u)
      << error;
}

TEST(File, ReplaceCreatesAndReplacesAndLeavesNothingElse) {
  const TemporaryTree tree;
  const Path path = tree / "file";
  for (const Durability durability : {Durability::Fast, Durability::Durable}) {
    for (const std::size_t size : {5, 0, 1'000'000, 3}) {
      const std::string content = everyByte(size);
      File::replace(path, content, durability);
      EXPECT_TRUE(File::read(path) == content) << size;
      EXPECT_EQ(namesIn(tree.path()), "file ");
    }
  }
}

TEST(File, ReplaceTakesTheLongestAndTheStrangestNames) {
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

TEST(File, ReplaceWorksInTheCurrentDirectory) {
  const TemporaryTree tree;
  const Path before = Directory::current();
  Directory::enter(tree.path());
  File::replace("bare", "1", Durability::Durable);
  File::replace("bare", "2", Durability::Durable);
  EXPECT_EQ(File::read("bare"), "2");
  Directory::enter(before);
  EXPECT_EQ(namesIn(tree.path()), "bare ");
}

TEST(File, ReplaceKeepsTheModeOfAFileThatExists) {
  const TemporaryTree tree;
  const Path path = tree.file("file", "old");
  EXPECT_FALSE(isReadOnly(path));
  makeReadOnly(path);
  File::replace(path, "new");
  EXPECT_EQ(File::read(path), "new");
  EXPECT_TRUE(isReadOnly(path));
  EXPECT_FALSE(isReadOnly(tree.file("another")));
}

TEST(File, ReplaceGoesThroughSymbolicLinks) {
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

TEST(File, ReplaceThrowsForLinksThatLeadInACircle) {
  const TemporaryTree tree;
  const Path circle = tree / "circle";
  if (!makeSymbolicLink(circle, circle)) GTEST_SKIP() << "the file system has no symbolic links";
  EXPECT_THROW(File::replace(circle, "new"), std::string);
  EXPECT_EQ(namesIn(tree.path()), "circle ");
}

TEST(File, ReplaceRefusesDirectoriesAndSpecialFiles) {
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

TEST(File, ReplaceNeedsTheDirectory) {
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

TEST(File, ReplaceThatFailsKeepsTheOldContentAndLeavesNothing) {
  const TemporaryTree tree;
  const Path path = tree.file("file", "old");
  const FileSizeLimit limit(100'000);
  if (!limit.holds()) GTEST_SKIP() << "the system has no limit of file sizes";
  const std::string error = thrownBy([&] { File::replace(path, everyByte(200'000)); });
  EXPECT_NE(error.find(": cannot be written because it would be larger than allowed"),
            std::string::npos)
      << error;
  EXPECT_EQ(File::read(path), "old");
  EXPECT_EQ(namesIn(tree.path()), "file ");
}

TEST(File, ReadersSeeTheOldOrTheNewContentOnly) {
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

TEST(File, WritersReplaceTheWholeOfOneAnother) {
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

TEST(File, RemoveTellsWhetherThereWasOne) {
  const TemporaryTree tree;
  const Path path = tree.file("file");
  EXPECT_FALSE(File::remove(path.join("below")));
  EXPECT_TRUE(File::remove(path));
  EXPECT_FALSE(FileStatus::ofLink(path));
  EXPECT_FALSE(File::remove(path));
  EXPECT_FALSE(File::remove(tree / "none/below"));
  EXPECT_FALSE(File::remove(""));
}

TEST(File, RemoveTakesReadOnlyFiles) {
  const TemporaryTree tree;
  const Path path = tree.file("file");
  makeReadOnly(path);
  EXPECT_TRUE(File::remove(path));
  EXPECT_FALSE(FileStatus::ofLink(path));
}

TEST(File, RemoveTakesTheLinkAndNotWhatItLeadsTo) {
  const TemporaryTree tree;
  const Path file = tree.file("file", "content");
  const Path directory = tree.directory("directory");
  const Path link = tree / "link";
  if (!makeSymbolicLink(link, file)) GTEST_SKIP() << "the file system has no symbolic links";
  EXPECT_TRUE(File::remove(link));
  EXPECT_FALSE(FileStatus::ofLink(link));
  EXPECT_EQ(File::read(file), "content");

  for (const Path& target : {directory, tree / "none"}) {
    ASSERT_TRUE(makeSymbolicLink(link, target));
    EXPECT_TRUE(File::remove(link));
    EXPECT_FALSE(FileStatus::ofLink(link));
  }
  EXPECT_EQ(namesIn(tree.path()), "directory file ");
}

TEST(File, RemoveThrowsForADirectoryAndADevice) {
  const TemporaryTree tree;
  const Path directory = tree.directory("directory");
  const std::string error = thrownBy([&] { File::remove(directory); });
  EXPECT_EQ(error.find(directory.text() + ": cannot be removed because it is a directory"), 0u)
      << error;
  EXPECT_TRUE(FileStatus::of(directory));

  const DeviceFile device(tree);
  EXPECT_THROW(File::remove(device.path()), std::string);
  EXPECT_TRUE(FileStatus::of(device.path()));
}

TEST(File, AppendCreatesAndAddsAtTheEnd) {
  const TemporaryTree tree;
  const Path path = tree / "file";
  File file = File::openToAppend(path);
  EXPECT_EQ(File::read(path), "");
  file.append("one,");
  file.append("");
  file.append("two,");
  EXPECT_EQ(File::read(path), "one,two,");
  file.sync();
  file.sync();
  file.close();

  File again = File::openToAppend(path);
  again.append(std::string_view("\0three", 6));
  again.close();
  EXPECT_EQ(File::read(path), std::string("one,two,\0three", 14));
}

TEST(File, AppendGoesToTheEndThatOthersMoved) {
  const TemporaryTree tree;
  const Path path = tree / "file";
  File one = File::openToAppend(path);
  File two = File::openToAppend(path);
  one.append("a");
  two.append("b");
  one.append("c");
  EXPECT_EQ(File::read(path), "abc");
}

TEST(File, AppendsOfSeveralStayTogether) {
  const TemporaryTree tree;
  const Path path = tree / "file";
  constexpr std::size_t kSize = 100;
  constexpr int kRounds = 200;
  std::thread writers[3];
  for (int i = 0; i < 3; ++i) {
    writers[i] = std::thread([&path, i] {
      File file = File::openToAppend(path);
      for (int round = 0; round < kRounds; ++round) {
        file.append(std::string(kSize, static_cast<char>('a' + i)));
      }
      file.close();
    });
  }
  for (std::thread& writer : writers) writer.join();
  const auto content = File::read(path);
  ASSERT_TRUE(content);
  ASSERT_EQ(content->size(), 3 * kRounds * kSize);
  for (std::size_t at = 0; at < content->size(); at += kSize) {
    const std::string piece = content->substr(at, kSize);
    EXPECT_EQ(piece, std::string(kSize, piece[0])) << at;
  }
}

TEST(File, AMovedFileGoesOnWhereItWas) {
  const TemporaryTree tree;
  File first = File::openToAppend(tree / "first");
  first.append("1");
  File second = std::move(first);
  second.append("2");
  File third = File::openToAppend(tree / "third");
  third.append("3");
  third = std::move(second);
  third.append("4");
  EXPECT_EQ(File::read(tree / "first"), "124");
  EXPECT_EQ(File::read(tree / "third"), "3");
}

TEST(File, OpenToAppendThrowsForWhatIsNoFile) {
  const TemporaryTree tree;
  const std::string error = thrownBy([&] { File::openToAppend(tree.path()); });
  EXPECT_EQ(
      error.find(tree.path().text() + ": cannot be opened for appending because it is a directory"),
      0u)
      << error;
  EXPECT_THROW(File::openToAppend(tree / "none/file"), std::string);
  EXPECT_THROW(File::openToAppend(""), std::string);
}

TEST(File, AppendBeyondTheLimitIsAnErrorAndNoSignal) {
  const TemporaryTree tree;
  const Path path = tree / "file";
  const FileSizeLimit limit(1000);
  if (!limit.holds()) GTEST_SKIP() << "the system has no limit of file sizes";
  File file = File::openToAppend(path);
  file.append(std::string(990, 'x'));
  EXPECT_THROW(file.append(std::string(20, 'x')), std::string);
  EXPECT_THROW(file.append("x"), std::string);
  EXPECT_EQ(File::read(path), std::string(1000, 'x'));
}

TEST(File, NamesWithNulAreRefused) {
  const TemporaryTree tree;
  const Path victim = tree.file("victim", "content");
  const std::string name = victim.text() + std::string("\0.txt", 5);
  EXPECT_THROW(File::remove(name), std::string);
  EXPECT_THROW(File::replace(name, "new"), std::string);
  EXPECT_THROW(File::read(name), std::string);
  EXPECT_THROW(File::openToAppend(name), std::string);
  EXPECT_EQ(File::read(victim), "content");
}

}  // namespace
}  // namespace sys
