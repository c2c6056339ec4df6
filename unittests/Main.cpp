// unittests/Main.cpp -- The test program; called with `--child ROLE ...` it is the child that a
// test starts, with `--argv ...` one that shows what `main` gets, with `@FILE` a reader of response
// files.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "Children.hpp"
#include "FaultLoop.hpp"
#include "Restrict.hpp"
#include "ThrownReport.hpp"
#include "sys/Process.hpp"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments = sys::Process::arguments(argc, argv);
  if (arguments.size() > 1 && arguments[0] == "--child") {
    return runChild({arguments.begin() + 1, arguments.end()});
  }
  if (!arguments.empty() && arguments[0] == "--argv") {
    std::vector<std::string> shown(argv + 1, argv + argc);
    shown.front() = "arguments";
    return runChild(shown);
  }
  if (arguments.size() == 1 && arguments[0].starts_with("@")) {
    return runChild({"file", arguments[0].substr(1)});
  }
  // First, because what the system has decides which tests there are.
  if (!sys::denySystemCalls()) return 1;
  ::testing::InitGoogleTest(&argc, argv);
  reportThrown();
  sys::FaultLoop::reportAtEnd();
  return RUN_ALL_TESTS();
}
