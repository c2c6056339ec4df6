// unittests/TerminalTest.cpp -- What a stream that is no terminal says and takes.
#include "sys/Terminal.hpp"

#include <gtest/gtest.h>

#include "Children.hpp"
#include "sys/Process.hpp"

namespace sys {
namespace {

TEST(Terminal, APipeIsNoneAndHasNoColor) {
  EXPECT_EQ(outputOfChild("terminal"), "interactive 0 color 0 width 80");
}

TEST(Terminal, BytesArriveUntouchedWhereThereIsNoConsole) {
  EXPECT_EQ(outputOfChild("write-bytes"), "grüße\n\r\n\x1b[0m\xff");
}

TEST(Terminal, WritingWhereNobodyReadsIsFalseAndNoSignal) {
  Pipe output;
  Streams streams;
  streams.input(Stream::null()).output(Stream::pipe(output));
  // Exits with 0 once a write has answered false.
  Process child = Process::start(childCommand("write-until-false"), streams);
  output.close();
  const ExitStatus status = child.wait();
  EXPECT_TRUE(status.succeeded()) << status.describe();
}

}  // namespace
}  // namespace sys
