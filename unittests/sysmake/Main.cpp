// unittests/sysmake/Main.cpp -- The test program; called with `--sysmake` it is the program under
// test, with `--step` a command of a manifest that a test has written.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "Steps.hpp"
#include "TestHandles.hpp"
#include "ThrownReport.hpp"
#include "sys/Process.hpp"
#include "sys/Terminal.hpp"
#include "sysmake/Options.hpp"
#include "sysmake/Session.hpp"

namespace {

int runAs(const std::string& role, const std::vector<std::string>& arguments) {
  try {
    sys::Process::prepare();
    if (role == "--step") return sysmake::runStep(arguments);
    heedInterrupts();
    return sysmake::runSysmake(arguments, "sysmake");
  } catch (const std::string& error) {
    sys::Terminal::error().write("sysmake: error: " + error + "\n");
    return 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments = sys::Process::arguments(argc, argv);
  if (!arguments.empty() && (arguments[0] == "--sysmake" || arguments[0] == "--step")) {
    return runAs(arguments[0], {arguments.begin() + 1, arguments.end()});
  }
  // What such a program under test starts by itself.
  if (!arguments.empty() && arguments[0] == sysmake::kInBackground) {
    return runAs("--sysmake", arguments);
  }
  ::testing::InitGoogleTest(&argc, argv);
  reportThrown();
  return RUN_ALL_TESTS();
}
