// unittests/FileTest.cpp -- Whole files are read to their end, replaced in one step and appended
// to.
#include "sys/File.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <initializer_list>
#include <string>
#include <thread>
#include <vector>

#include "Children.hpp"
#include "SystemFiles.hpp"
#include "TemporaryTree.hpp"
#include "Thrown.hpp"
#include "sys/Directory.hpp"
#include "sys/FileStatus.hpp"

namespace sys {
namespace {

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
  for (const std::size_t size :
       std::initializer_list<std::size_t>{0, 1, 255, 4095, 4096, 4097, 65536, 3'000'001}) {
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

TEST(File, AppendsOfSeveralProcessesStayTogether) {
  const TemporaryTree tree;
  const Path path = tree / "file";
  constexpr std::size_t kSize = 100;
  constexpr std::size_t kRounds = 20'000;  // Enough that all of them write at the same time.
  std::vector<Process> children;
  for (const char* letter : {"a", "b", "c"}) {
    children.push_back(
        Process::start(childCommand("append", {path.text(), letter, std::to_string(kRounds)})));
  }
  for (Process& child : children) EXPECT_TRUE(child.wait().succeeded());
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
