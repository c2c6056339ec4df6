// unittests/HostFaultTest.cpp -- There is always a CPU, whatever fails.
#include "sys/Host.hpp"

#include "FaultLoop.hpp"

namespace sys {
namespace {

using HostFaults = FaultTest;

TEST_F(HostFaults, ThereIsAlwaysACpu) {
  const auto scenario = [](FaultRun& run) {
    const auto cpus = run.call([] { return Host::usableCpus(); });
    if (!cpus) return;
    EXPECT_GE(*cpus, 1U);
    EXPECT_LE(*cpus, 65536U);
  };
  fail("Host::usableCpus", scenario);
}

}  // namespace
}  // namespace sys
