// unittests/PathFaultTest.cpp -- Names are text: memory is all that can run out.
#include "sys/Path.hpp"

#include "FaultLoop.hpp"

namespace sys {
namespace {

using PathFaults = FaultTest;

TEST_F(PathFaults, EveryOperationSaysThatMemoryRanOut) {
  const std::string text = "/a/long/enough/path/to/need/memory/of/its/own/../name.cpp";
  const Path other("and/another/long/enough/path/to/need/memory.cpp");
  const auto scenario = [&](FaultRun& run) {
    const auto path = run.call([&] { return Path(text); });
    if (!path) return;
    const auto joined = run.call([&] { return path->join(other); });
    if (joined) {
      EXPECT_EQ(joined->text(), text + "/" + other.text());
    }
    run.call([&] { return path->parent(); });
    run.call([&] { return path->withExtension(".extension"); });
    const auto normalized = run.call([&] { return path->normalized(); });
    if (normalized) {
      EXPECT_EQ(normalized->text().find(".."), std::string::npos);
    }
    run.call([&] { return path->relativeTo(*path); });
    run.call([&] { return path->isWithin(*path); });
    run.call([&] { return path->hasPortableName(); });
  };
  // What separates differs, and is not what this is about.
  if (kHostPathStyle == PathStyle::Posix) fail("Path", scenario);
}

}  // namespace
}  // namespace sys
