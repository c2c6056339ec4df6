// unittests/EnvironmentFaultTest.cpp -- Variables are complete or an error, whatever fails.
#include "sys/Environment.hpp"

#include "FaultLoop.hpp"
#include "sys/Process.hpp"

namespace sys {
namespace {

using EnvironmentFaults = FaultTest;

TEST_F(EnvironmentFaults, CurrentIsComplete) {
  const std::size_t count = Environment::current().entries().size();
  const auto scenario = [&](FaultRun& run) {
    const auto current = run.call([] { return Environment::current(); });
    if (!current) return;
    EXPECT_EQ(current->entries().size(), count);
  };
  fail("Environment::current", scenario);
}

TEST_F(EnvironmentFaults, GetAndFindTellTheValue) {
  const auto scenario = [](FaultRun& run) {
    const auto got = run.call([] { return Environment::get("PATH"); });
    if (!got) return;
    EXPECT_TRUE(*got);
    EXPECT_FALSE((*got)->empty());
  };
  fail("Environment::get", scenario);
}

TEST_F(EnvironmentFaults, SetAndUnsetHappenWholeOrNotAtAll) {
  const std::string value(100, 'v');
  const auto scenario = [&](FaultRun& run) {
    Environment variables;
    variables.set("B", "old");
    const bool set = run.call([&] { variables.set("A", value); });
    const bool changed = run.call([&] { variables.set("B", value); });
    const auto found = run.call([&] { return variables.find("B"); });
    if (found) {
      EXPECT_EQ(*found, changed ? value : "old");
    }
    EXPECT_EQ(variables.entries().size(), set ? 2U : 1U);
    if (run.call([&] { variables.unset("B"); })) {
      EXPECT_FALSE(variables.find("B"));
    }
  };
  fail("Environment::set, find, unset", scenario);
}

TEST_F(EnvironmentFaults, AProgramThatIsFoundIsTheRightOne) {
  const Path program = Process::executable();
  Environment variables;
  variables.set("PATH", program.parent().text());
  const std::string name(program.name());
  const auto scenario = [&](FaultRun& run) {
    const auto byName = run.call([&] { return variables.findProgram(name); });
    if (byName && *byName) {
      EXPECT_EQ(**byName, program);
    }
    const auto byPath = run.call([&] { return variables.findProgram(program.text()); });
    if (byPath && *byPath) {
      EXPECT_EQ(**byPath, program);
    }
  };
  fail("Environment::findProgram", scenario);
}

}  // namespace
}  // namespace sys
