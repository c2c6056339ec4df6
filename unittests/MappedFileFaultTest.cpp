// unittests/MappedFileFaultTest.cpp -- A map is of the whole file and is given back, whatever
// fails.
#include "sys/MappedFile.hpp"

#include "FaultLoop.hpp"
#include "Residue.hpp"

namespace sys {
namespace {

using MappedFileFaults = FaultTest;

FaultLoop::Scenario mapping(std::string content) {
  return [content = std::move(content)](FaultRun& run) {
    residue::writeFile(run.path("f"), content);
    const Path path(run.path("f"));
    auto map = run.call([&] { return MappedFile::open(path); });
    if (!map) return;
    ASSERT_TRUE(*map) << "it exists";
    EXPECT_TRUE((*map)->bytes() == content);
    run.call([&] { map->reset(); });
  };
}

TEST_F(MappedFileFaults, TheWholeFileOrAnError) {
  fail("MappedFile::open", mapping(std::string(10'000, 'x')), {.files = {"f"}});
  fail("MappedFile::open of an empty file", mapping(""), {.files = {"f"}});
}

}  // namespace
}  // namespace sys
