// unittests/StreamRoles.cpp -- Roles of children: what they do with their streams and in which
// session.
#include "StreamRoles.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "Children.hpp"
#include "Restrict.hpp"
#include "TestHandles.hpp"
#include "sys/Environment.hpp"
#include "sys/File.hpp"
#include "sys/Terminal.hpp"

using Arguments = std::vector<std::string>;

static void say(const std::string& text) { sys::Terminal::output().write(text); }

int relay(const Arguments& arguments) {
  sys::Streams streams;
  if (arguments[1] == "inherited") {
    streams.output(sys::Stream::null()).output(sys::Stream::inherited());
  } else if (arguments[1] == "swapped") {
    streams.output(sys::Stream::ownError()).error(sys::Stream::ownOutput());
  } else {
    streams.errorToOutput().error(sys::Stream::null());
  }
  return sys::Process::start(childCommand("both", {"1"}), streams).wait().succeeded() ? 0 : 1;
}

int writePassed(const Arguments& arguments) {
  try {
    for (std::size_t i = 1; i < arguments.size(); ++i) {
      std::optional<sys::File> passed = sys::File::passed(arguments[i]);
      if (!passed) return 2;
      passed->append(arguments[i] + "\n");
      passed->close();
    }
    return 0;
  } catch (const std::string& error) {
    say(error);
    return 3;
  }
}

int readPassed(const Arguments& arguments) {
  say(readHandle(sys::Environment::get(arguments[1]).value_or("")));
  return 0;
}

int passOwn(const Arguments& arguments) {
  sys::Streams streams;
  streams.output(sys::Stream::null()).passOutput(arguments[1], sys::Stream::ownOutput());
  const sys::Command command = childCommand("write-passed", {arguments[1]});
  return sys::Process::start(command, streams).wait().succeeded() ? 0 : 1;
}

int writeUnread(const Arguments&) {
  sys::Pipe unread;
  sys::Pipe input;
  sys::Streams streams;
  streams.input(sys::Stream::pipe(input)).passOutput("UNREAD", sys::Stream::pipe(unread));
  sys::Process child = sys::Process::start(childCommand("write-later", {"UNREAD"}), streams);
  unread.close();
  input.close();
  return static_cast<int>(child.wait().code().value_or(125));
}

int writeLater(const Arguments& arguments) {
  char end = 0;
  readStandardInput(&end, 1);
  return writePassed(arguments);
}

int leavePassed(const Arguments& arguments) {
  std::optional<sys::File> passed = sys::File::passed(arguments[1]);
  sys::Streams streams;
  streams.input(sys::Stream::null()).output(sys::Stream::null()).error(sys::Stream::null());
  sys::Command command = childCommand("hang");
  command.sharesTerminal();  // Dies with this one's group.
  static sys::Process child = sys::Process::start(command, streams);
  passed->append(arguments[1] + "\n");
  passed->close();
  child.wait();
  return 0;
}

int tellSession(const Arguments& arguments) {
  const bool isSame = isInSessionOf(std::stoull(arguments[1]));
  say(std::to_string(ownProcessId()) + (isSame ? " same" : " other"));
  return 0;
}

int startDetached(const Arguments& arguments) {
  const sys::Command command = childCommand(arguments[1], {arguments.begin() + 2, arguments.end()});
  sys::Process::startDetached(command, {});
  return 0;
}

int askTerminal(const Arguments& arguments) {
  sys::File terminal = sys::File::openToAppend(sys::native::kWindows ? "CONOUT$" : "/dev/tty");
  const bool isSame = isInSessionOf(std::stoull(arguments[1]));
  terminal.append(isSame ? "who asks? same" : "who asks? other");
  return 0;
}

int tellWaits(const Arguments&) {
  for (int stream = 0; stream < 3; ++stream) say(doesWait(stream) ? "waits " : "never waits ");
  return 0;
}

int passNeverWaiting(const Arguments&) {
  for (int stream = 0; stream < 3; ++stream) makeNeverWait(stream);
  return sys::Process::start(childCommand("waits")).wait().succeeded() ? 0 : 1;
}

int startUntold(const Arguments&) {
  if (!sys::denySystemCalls()) return kCallsCannotBeDenied;
  int code = 0;
  try {
    sys::Process::startDetached(childCommand("hang"), {});
  } catch (const std::string& why) {
    code = why.find("ended before it could tell") != why.npos ? kUntold : 1;
  }
  std::_Exit(code);  // What a sanitizer has to say at the end cannot be written.
}
