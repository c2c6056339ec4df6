// unittests/MappedFileTest.cpp -- A map shows the file's bytes as long as it lives.
#include "sys/MappedFile.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <utility>

#include "SystemFiles.hpp"
#include "TemporaryTree.hpp"
#include "Thrown.hpp"
#include "sys/File.hpp"
#include "sys/FileStatus.hpp"

namespace sys {
namespace {

TEST(MappedFile, IsNothingForWhatDoesNotExist) {
  const TemporaryTree tree;
  const Path file = tree.file("file");
  for (const Path& path : {tree / "none", tree / "none/below", file.join("below"), Path("")}) {
    EXPECT_FALSE(MappedFile::open(path)) << path.text();
  }
}

TEST(MappedFile, ShowsTheWholeContentOfEverySize) {
  const TemporaryTree tree;
  for (const std::size_t size :
       std::initializer_list<std::size_t>{0, 1, 4095, 4096, 4097, 65536, 1'000'001}) {
    std::string content(size, '\0');
    for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<char>(i * 7 + i / 256);
    const auto map = MappedFile::open(tree.file("file" + std::to_string(size), content));
    ASSERT_TRUE(map);
    EXPECT_TRUE(map->bytes() == content) << size;
  }
}

TEST(MappedFile, StaysWhereItIsWhenMoved) {
  const TemporaryTree tree;
  auto first = MappedFile::open(tree.file("first", "first content"));
  auto second = MappedFile::open(tree.file("second", "second content"));
  ASSERT_TRUE(first && second);
  const std::string_view bytes = first->bytes();
  MappedFile moved = std::move(*first);
  EXPECT_EQ(moved.bytes().data(), bytes.data());
  *second = std::move(moved);
  EXPECT_EQ(second->bytes().data(), bytes.data());
  EXPECT_EQ(bytes, "first content");
  EXPECT_TRUE(moved.bytes().empty());
}

TEST(MappedFile, ThrowsForWhatIsNoRegularFile) {
  const TemporaryTree tree;
  const DeviceFile device(tree);
  for (const Path& path : {tree.path(), device.path()}) {
    EXPECT_THROW(MappedFile::open(path), std::string) << path.text();
  }
}

TEST(MappedFile, ThrowsForWhatFalselyClaimsToBeEmpty) {
  const auto path = fileThatClaimsToBeEmpty();
  if (!path) GTEST_SKIP() << "the system has no such files";
  EXPECT_THROW(MappedFile::open(*path), std::string);
}

TEST(MappedFile, FollowsLinks) {
  const TemporaryTree tree;
  const Path link = tree / "link";
  if (!makeSymbolicLink(link, tree.file("file", "content"))) {
    GTEST_SKIP() << "the file system has no symbolic links";
  }
  EXPECT_EQ(MappedFile::open(link)->bytes(), "content");
}

TEST(MappedFile, ReplacingTheFileIsDoneWithoutTouchingTheMapOrRefused) {
  const TemporaryTree tree;
  const Path path = tree.file("file", "old content");
  {
    const auto map = MappedFile::open(path);
    ASSERT_TRUE(map);
    const bool isReplaced = thrownBy([&] { File::replace(path, "new"); }) == "nothing was thrown";
    EXPECT_TRUE(isReplaced || kHostPathStyle == PathStyle::Windows);
    EXPECT_EQ(map->bytes(), "old content");
    EXPECT_EQ(File::read(path), isReplaced ? "new" : "old content");
  }
  File::replace(path, "newer");
  EXPECT_EQ(File::read(path), "newer");
}

TEST(MappedFile, RemovingTheFileIsDoneWithoutTouchingTheMapOrRefused) {
  const TemporaryTree tree;
  const Path path = tree.file("file", "content");
  {
    const auto map = MappedFile::open(path);
    ASSERT_TRUE(map);
    const bool isRemoved = thrownBy([&] { File::remove(path); }) == "nothing was thrown";
    EXPECT_TRUE(isRemoved || kHostPathStyle == PathStyle::Windows);
    EXPECT_EQ(map->bytes(), "content");
  }
  File::remove(path);
  EXPECT_FALSE(FileStatus::of(path));
}

}  // namespace
}  // namespace sys
