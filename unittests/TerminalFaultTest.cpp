// unittests/TerminalFaultTest.cpp -- What was said to be written was written, whatever fails.
#include "sys/Terminal.hpp"

#include "FaultLoop.hpp"
#include "Residue.hpp"

namespace sys {
namespace {

using TerminalFaults = FaultTest;

TEST_F(TerminalFaults, WriteWritesAllOrDoesNotSaySo) {
  const std::string text(3000, 't');
  const auto scenario = [&](FaultRun& run) {
    std::optional<bool> written;
    {
      const residue::OutputInFile redirected(run.path("out"));
      const Terminal terminal = Terminal::output();
      written = run.call([&] { return terminal.write(text); });
    }
    if (written == true) {
      EXPECT_TRUE(residue::readFile(run.path("out")) == text);
    }
  };
  fail("Terminal::write", scenario, {.files = {"out"}});
}

TEST_F(TerminalFaults, AFileIsNoTerminalWhateverFails) {
  const auto scenario = [](FaultRun& run) {
    const residue::OutputInFile redirected(run.path("out"));
    const Terminal terminal = Terminal::output();
    EXPECT_EQ(run.call([&] { return terminal.isInteractive(); }).value_or(false), false);
    EXPECT_EQ(run.call([&] { return terminal.hasColor(); }).value_or(false), false);
    EXPECT_EQ(run.call([&] { return terminal.width(); }).value_or(80), 80U);
  };
  fail("Terminal's questions", scenario, {.files = {"out"}});
}

}  // namespace
}  // namespace sys
