// unittests/FileStatusTest.cpp -- What a status says of each kind of file, and when there is none.
#include "sys/FileStatus.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "FileStatusOs.hpp"
#include "SystemFiles.hpp"
#include "TemporaryTree.hpp"
#include "Thrown.hpp"
#include "sys/File.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

TEST(FileStatus, IsNothingForWhatDoesNotExist) {
  const TemporaryTree tree;
  const Path file = tree.file("file");
  for (const Path& path : {tree / "none", tree / "none/below", file.join("below"), Path("")}) {
    EXPECT_FALSE(FileStatus::of(path)) << path.text();
    EXPECT_FALSE(FileStatus::ofLink(path)) << path.text();
  }
}

TEST(FileStatus, TellsTypeAndSize) {
  const TemporaryTree tree;
  const auto file = FileStatus::of(tree.file("file", "12345"));
  ASSERT_TRUE(file);
  EXPECT_EQ(file->type(), FileType::Regular);
  EXPECT_TRUE(file->isRegular());
  EXPECT_FALSE(file->isDirectory());
  EXPECT_EQ(file->size(), 5u);

  const auto directory = FileStatus::of(tree.path());
  ASSERT_TRUE(directory);
  EXPECT_EQ(directory->type(), FileType::Directory);
  EXPECT_TRUE(directory->isDirectory());
  EXPECT_FALSE(directory->isRegular());
  EXPECT_EQ(directory->size(), 0u);

  const DeviceFile special(tree);
  const auto device = FileStatus::of(special.path());
  ASSERT_TRUE(device);
  EXPECT_EQ(device->type(), FileType::Other);
  EXPECT_EQ(device->size(), 0u);
}

TEST(FileStatus, OfLinkSaysOfAnythingElseWhatOfSays) {
  const TemporaryTree tree;
  for (const Path& path : {tree.file("file", "123"), tree.directory("directory")}) {
    const auto followed = FileStatus::of(path);
    const auto name = FileStatus::ofLink(path);
    ASSERT_TRUE(followed && name);
    EXPECT_EQ(followed->type(), name->type());
    EXPECT_EQ(followed->size(), name->size());
    EXPECT_EQ(followed->modified(), name->modified());
    EXPECT_EQ(followed->identity(), name->identity());
  }
}

TEST(FileStatus, TellsWhenTheContentLastChanged) {
  const TemporaryTree tree;
  const Path path = tree.file("file");
  const FileTime now = std::chrono::system_clock::now();
  const FileTime modified = FileStatus::of(path)->modified();
  EXPECT_LT(now - 1min, modified);
  EXPECT_LT(modified, now + 1min);

  // As fine as every file system under test keeps it.
  for (const FileTime time : {FileTime(1'000'000'000s + 123'456'700ns), FileTime(-1s + 500ms)}) {
    setModified(path, time);
    EXPECT_EQ(FileStatus::of(path)->modified(), time);
  }
}

TEST(FileStatus, TimesBeyondTheirTypeBecomeTheNearest) {
  EXPECT_EQ(fileTime(1, 2), FileTime(1s + 2ns));
  EXPECT_EQ(fileTime(-1, 999'999'999), FileTime(-1ns));
  EXPECT_EQ(fileTime(INT64_MAX, 0), FileTime::max());
  EXPECT_EQ(fileTime(INT64_MIN, 0), FileTime::min());
  EXPECT_EQ(fileTime(10'000'000'000, 999'999'999), FileTime::max());
  EXPECT_LT(fileTime(9'223'372'035, 999'999'999), FileTime::max());
  EXPECT_GT(fileTime(-9'223'372'035, 0), FileTime::min());
}

TEST(FileStatus, IdentityTellsWhetherTwoNamesStandForOneFile) {
  const TemporaryTree tree;
  const Path one = tree.file("one");
  const Path other = tree.file("other");
  const FileIdentity identity = FileStatus::of(one)->identity();
  EXPECT_EQ(identity, FileStatus::of(tree.path().join("./one"))->identity());
  EXPECT_NE(identity, FileStatus::of(other)->identity());
  EXPECT_NE(identity, FileStatus::of(tree.path())->identity());
  EXPECT_NE(identity, FileIdentity());

  const Path again = tree / "again";
  if (!makeHardLink(again, one)) GTEST_SKIP() << "the file system has no hard links";
  EXPECT_EQ(identity, FileStatus::of(again)->identity());
}

TEST(FileStatus, FollowsLinksUnlessAskedOfTheLink) {
  const TemporaryTree tree;
  const Path file = tree.file("file", "12345");
  const Path link = tree / "link";
  const Path dangling = tree / "dangling";
  if (!makeSymbolicLink(link, file)) GTEST_SKIP() << "the file system has no symbolic links";
  ASSERT_TRUE(makeSymbolicLink(dangling, tree / "none"));

  EXPECT_EQ(FileStatus::of(link)->type(), FileType::Regular);
  EXPECT_EQ(FileStatus::of(link)->identity(), FileStatus::of(file)->identity());
  EXPECT_EQ(FileStatus::ofLink(link)->type(), FileType::Symlink);
  EXPECT_EQ(FileStatus::ofLink(link)->size(), 0u);
  EXPECT_NE(FileStatus::ofLink(link)->identity(), FileStatus::of(file)->identity());
  EXPECT_FALSE(FileStatus::of(dangling));
  EXPECT_EQ(FileStatus::ofLink(dangling)->type(), FileType::Symlink);
}

TEST(FileStatus, ThrowsForLinksThatLeadInACircle) {
  const TemporaryTree tree;
  const Path circle = tree / "circle";
  if (!makeSymbolicLink(circle, circle)) GTEST_SKIP() << "the file system has no symbolic links";
  EXPECT_THROW(FileStatus::of(circle), std::string);
  EXPECT_EQ(FileStatus::ofLink(circle)->type(), FileType::Symlink);
}

TEST(FileStatus, ThrowsForANameThatNoFileCanHave) {
  const TemporaryTree tree;
  const std::string name = std::string(300, 'n') + "<";  // Wine takes what is only too long.
  const std::string error = thrownBy([&] { FileStatus::of(tree / name); });
  EXPECT_NE(error.find(name + ": cannot be looked at because "), std::string::npos) << error;
}

}  // namespace
}  // namespace sys
