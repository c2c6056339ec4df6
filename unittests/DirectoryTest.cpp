// unittests/DirectoryTest.cpp -- Directories are created with their parents, listed and removed.
#include "sys/Directory.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "SystemFiles.hpp"
#include "TemporaryTree.hpp"
#include "Thrown.hpp"
#include "sys/File.hpp"

namespace sys {
namespace {

TEST(Directory, CreateMakesWhatIsMissingAndTellsWhetherItDid) {
  const TemporaryTree tree;
  const Path deep = tree / "a/b/c";
  EXPECT_TRUE(Directory::create(deep));
  EXPECT_TRUE(FileStatus::of(deep)->isDirectory());
  EXPECT_FALSE(Directory::create(deep));
  EXPECT_FALSE(Directory::create(tree / "a"));
  EXPECT_TRUE(Directory::create(tree / "a/b/d/"));
  EXPECT_TRUE(Directory::create(tree / "new/e/"));
  EXPECT_TRUE(Directory::create(tree / "newer/f/."));
  EXPECT_TRUE(Directory::create(tree / "x/./y"));
  EXPECT_TRUE(FileStatus::of(tree / "x/y")->isDirectory());
}

TEST(Directory, CreateTakesRelativePathsAndNone) {
  const TemporaryTree tree;
  const Path before = Directory::current();
  Directory::enter(tree.path());
  EXPECT_TRUE(Directory::create("relative/below"));
  EXPECT_FALSE(Directory::create(Path("bare").parent()));
  EXPECT_FALSE(Directory::create("."));
  Directory::enter(before);
  EXPECT_TRUE(FileStatus::of(tree / "relative/below")->isDirectory());
}

TEST(Directory, CreateThrowsIfAComponentIsSomethingElse) {
  const TemporaryTree tree;
  const Path file = tree.file("file", "content");
  for (const Path& path : {file, file.join("below"), file.join("below/it")}) {
    const std::string error = thrownBy([&] { Directory::create(path); });
    EXPECT_EQ(error.find(file.text() + ": cannot be created as a directory because it exists and"),
              0u)
        << error;
  }
  EXPECT_EQ(File::read(file), "content");
  EXPECT_THROW(Directory::create(tree / std::string(300, 'n')), std::string);
  EXPECT_THROW(Directory::create(tree / (std::string(300, 'n') + "/below")), std::string);
}

TEST(Directory, CreateGoesThroughLinksToDirectories) {
  const TemporaryTree tree;
  const Path link = tree / "link";
  const Path dangling = tree / "dangling";
  if (!makeSymbolicLink(link, tree.directory("directory"))) {
    GTEST_SKIP() << "the file system has no symbolic links";
  }
  EXPECT_FALSE(Directory::create(link));
  EXPECT_TRUE(Directory::create(link.join("below")));
  EXPECT_TRUE(FileStatus::of(tree / "directory/below")->isDirectory());

  ASSERT_TRUE(makeSymbolicLink(dangling, tree / "none"));
  EXPECT_THROW(Directory::create(dangling), std::string);
  EXPECT_THROW(Directory::create(dangling.join("below")), std::string);
}

TEST(Directory, CreateIsSafeAgainstOthersDoingTheSame) {
  const TemporaryTree tree;
  for (int round = 0; round < 20; ++round) {
    const Path deep = tree / (std::to_string(round) + "/b/c/d/e");
    std::atomic<int> created = 0;
    std::vector<std::thread> makers;
    for (int i = 0; i < 4; ++i) {
      makers.emplace_back([&] { created += Directory::create(deep) ? 1 : 0; });
    }
    for (std::thread& maker : makers) maker.join();
    EXPECT_EQ(created, 1);
    EXPECT_TRUE(FileStatus::of(deep)->isDirectory());
  }
}

TEST(Directory, LongPathsAreCreatedListedAndRemoved) {
  const TemporaryTree tree;
  Path path = tree.path();
  std::vector<Path> levels;
  for (int i = 0; i < 30; ++i) {
    path = path.join("a-name-of-some-length");
    levels.push_back(path);
  }
  EXPECT_GT(path.text().size(), 600u);
  EXPECT_TRUE(Directory::create(path));
  const Path file = path.join("file");
  File::replace(file, "1");
  File::replace(file, "2", Durability::Durable);
  EXPECT_EQ(File::read(file), "2");
  EXPECT_EQ(FileStatus::of(file)->size(), 1u);
  EXPECT_EQ(Directory::list(path)->size(), 1u);
  EXPECT_TRUE(File::remove(file));
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
    EXPECT_TRUE(Directory::remove(*level));
  }
}

TEST(Directory, ListNamesEverythingSortedWithItsType) {
  const TemporaryTree tree;
  const Path directory = tree.directory("directory");
  tree.file("directory/b");
  tree.file("directory/Z");
  tree.file("directory/a b");
  tree.file("directory/\xC3\xA9");
  tree.directory("directory/c");
  const auto entries = Directory::list(directory);
  ASSERT_TRUE(entries);
  std::string seen;
  for (const DirectoryEntry& entry : *entries) {
    EXPECT_EQ(entry.type, entry.name == "c" ? FileType::Directory : FileType::Regular);
    seen += entry.name + ";";
  }
  EXPECT_EQ(seen, "Z;a b;b;c;\xC3\xA9;");
  EXPECT_TRUE(Directory::list(directory.join("c"))->empty());
}

TEST(Directory, ListTellsALinkFromWhereItLeads) {
  const TemporaryTree tree;
  const Path directory = tree.directory("directory");
  if (!makeSymbolicLink(directory.join("link"), tree.path())) {
    GTEST_SKIP() << "the file system has no symbolic links";
  }
  ASSERT_TRUE(makeSymbolicLink(tree / "other", directory));
  const auto entries = Directory::list(tree / "other");
  ASSERT_TRUE(entries && entries->size() == 1);
  EXPECT_EQ(entries->front().name, "link");
  EXPECT_EQ(entries->front().type, FileType::Symlink);
}

TEST(Directory, ListTellsADeviceFromAFile) {
  const TemporaryTree tree;
  const DeviceFile device(tree);
  if (!device.isInTree()) GTEST_SKIP() << "no device file can be made here";
  const auto entries = Directory::list(tree.path());
  ASSERT_TRUE(entries && entries->size() == 1);
  EXPECT_EQ(entries->front().type, FileType::Other);
}

TEST(Directory, ListHoldsAsManyAsThereAre) {
  const TemporaryTree tree;
  for (int i = 0; i < 500; ++i) {
    File::openToAppend(tree / ("some-name-" + std::to_string(i)));
  }
  EXPECT_EQ(Directory::list(tree.path())->size(), 500u);
}

TEST(Directory, ListIsNothingForWhatDoesNotExistAndThrowsForSomethingElse) {
  const TemporaryTree tree;
  const Path file = tree.file("file");
  EXPECT_FALSE(Directory::list(tree / "none"));
  EXPECT_FALSE(Directory::list(tree / "none/below"));
  EXPECT_FALSE(Directory::list(file.join("below")));
  EXPECT_FALSE(Directory::list(""));
  const std::string error = thrownBy([&] { Directory::list(file); });
  EXPECT_EQ(error, file.text() + ": cannot be listed because it is not a directory.");
}

TEST(Directory, RemoveTakesAnEmptyDirectoryOnly) {
  const TemporaryTree tree;
  const Path directory = tree.directory("directory");
  const Path file = tree.file("directory/file", "content");
  EXPECT_FALSE(Directory::remove(directory));
  EXPECT_EQ(File::read(file), "content");
  EXPECT_TRUE(File::remove(file));
  EXPECT_TRUE(Directory::remove(directory));
  EXPECT_FALSE(FileStatus::ofLink(directory));
  EXPECT_FALSE(Directory::remove(directory));
  EXPECT_FALSE(Directory::remove(directory.join("below")));
  EXPECT_FALSE(Directory::remove(""));
  tree.directory("other");
  EXPECT_TRUE(Directory::remove(tree / "other/"));
}

TEST(Directory, RemoveThrowsForSomethingElse) {
  const TemporaryTree tree;
  const Path file = tree.file("file", "content");
  const std::string error = thrownBy([&] { Directory::remove(file); });
  EXPECT_EQ(error, file.text() + ": cannot be removed because it is not a directory.");
  EXPECT_FALSE(Directory::remove(file.join("below")));
  EXPECT_EQ(File::read(file), "content");
}

TEST(Directory, RemoveRefusesALinkToADirectory) {
  const TemporaryTree tree;
  const Path directory = tree.directory("directory");
  const Path link = tree / "link";
  if (!makeSymbolicLink(link, directory)) GTEST_SKIP() << "the file system has no symbolic links";
  EXPECT_THROW(Directory::remove(link), std::string);
  EXPECT_THROW(Directory::remove(tree / "link/"), std::string);
  EXPECT_EQ(FileStatus::ofLink(link)->type(), FileType::Symlink);
  EXPECT_TRUE(FileStatus::of(directory));
}

TEST(Directory, EnterChangesWhatRelativePathsMean) {
  const TemporaryTree tree;
  const Path before = Directory::current();
  EXPECT_TRUE(before.isAbsolute());
  tree.directory("below");
  tree.file("below/file", "content");
  Directory::enter(tree / "below");
  EXPECT_EQ(File::read("file"), "content");
  EXPECT_EQ(FileStatus::of(Directory::current())->identity(),
            FileStatus::of(tree / "below")->identity());
  Directory::enter("..");
  EXPECT_EQ(File::read("below/file"), "content");
  EXPECT_TRUE(Directory::current().isAbsolute());
  Directory::enter(before);
  EXPECT_EQ(Directory::current(), before);
}

TEST(Directory, EnterThrowsForWhatIsNoDirectory) {
  const TemporaryTree tree;
  const Path before = Directory::current();
  EXPECT_THROW(Directory::enter(tree / "none"), std::string);
  EXPECT_THROW(Directory::enter(tree.file("file")), std::string);
  EXPECT_THROW(Directory::enter(""), std::string);
  EXPECT_EQ(Directory::current(), before);
}

}  // namespace
}  // namespace sys
