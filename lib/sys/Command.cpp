// lib/sys/Command.cpp -- What is to be run and how: checked as it is said, a value until it is
// started.
#include "sys/Command.hpp"

#include <algorithm>
#include <utility>

#include "EnvironmentText.hpp"
#include "Error.hpp"
#include "ProcessOs.hpp"

namespace sys {

Limits& Limits::cpuTime(std::chrono::seconds time) try {
  if (time.count() <= 0) fail("", "cannot limit a program's processor time", "it needs some");
  cpuSeconds_ = static_cast<std::uint64_t>(time.count());
  return *this;
} catch (...) {
  rethrowAsString();
}

Limits& Limits::memory(std::uint64_t bytes) try {
  if (bytes == 0) fail("", "cannot limit a program's memory", "it needs some");
  memory_ = bytes;
  return *this;
} catch (...) {
  rethrowAsString();
}

Limits& Limits::openFiles(std::uint64_t count) try {
  if (count == 0) fail("", "cannot limit a program's open files", "it needs some");
  openFiles_ = count;
  return *this;
} catch (...) {
  rethrowAsString();
}

Command::Command(std::string program) try : program_(std::move(program)) {
  if (program_.empty()) fail("", "cannot run a command", "its program has no name");
  refuseNul(program_, "a program's name");
} catch (...) {
  rethrowAsString();
}

Command Command::line(std::string text) try {
  Command command(std::move(text));
  command.isLine_ = true;
  return command;
} catch (...) {
  rethrowAsString();
}

Command& Command::argument(std::string text) try {
  if (isLine_) fail(program_, "cannot add an argument", "this is a whole command line");
  refuseNul(text, "an argument");
  arguments_.push_back(std::move(text));
  return *this;
} catch (...) {
  rethrowAsString();
}

Command& Command::arguments(std::vector<std::string> texts) try {
  for (std::string& text : texts) argument(std::move(text));
  return *this;
} catch (...) {
  rethrowAsString();
}

Command& Command::responseFile(CommandStyle kind, Path directory) try {
  if (isLine_) fail(program_, "cannot use a response file", "this is a whole command line");
  responseFile_ = {kind, std::move(directory)};
  return *this;
} catch (...) {
  rethrowAsString();
}

Command& Command::workingDirectory(Path directory) {
  workingDirectory_ = std::move(directory);
  return *this;
}

Command& Command::environment(Environment variables) {
  environment_ = std::move(variables);
  return *this;
}

Command& Command::sharesTerminal() {
  sharesTerminal_ = true;
  isNewSession_ = false;
  return *this;
}

Command& Command::newSession() {
  isNewSession_ = true;
  sharesTerminal_ = false;
  return *this;
}

Command& Command::contained() {
  isContained_ = true;
  return *this;
}

Command& Command::priority(Priority priority) {
  priority_ = priority;
  return *this;
}

Command& Command::limits(const Limits& limits) {
  limits_ = limits;
  return *this;
}

Command& Command::processors(std::vector<unsigned> numbers) try {
  if (numbers.empty()) fail(program_, "cannot be bound to processors", "none is named");
  processors_ = std::move(numbers);
  return *this;
} catch (...) {
  rethrowAsString();
}

Stream Stream::inherited() { return Stream(Kind::Inherited); }
Stream Stream::ownOutput() { return Stream(Kind::OwnOutput); }
Stream Stream::ownError() { return Stream(Kind::OwnError); }
Stream Stream::null() { return Stream(Kind::Null); }
Stream Stream::from(Path file) { return {Kind::From, std::move(file)}; }
Stream Stream::to(Path file) { return {Kind::To, std::move(file)}; }
Stream Stream::appendTo(Path file) { return {Kind::AppendTo, std::move(file)}; }

Stream Stream::pipe(Pipe& ours) {
  Stream stream(Kind::Pipe);
  stream.pipe_ = &ours;
  return stream;
}

Stream Stream::of(const File& file) {
  Stream stream(Kind::Open);
  stream.file_ = &file;
  return stream;
}

// What is written to is no place to read from.
void Stream::refuseToBeRead(const std::string& by) const {
  if (kind_ == Kind::To || kind_ == Kind::AppendTo) {
    fail(path_.text(), "cannot be " + by, "it is to be written to");
  }
  if (kind_ == Kind::Open) fail("", "a file cannot be " + by, "it is open to be written to");
  if (kind_ == Kind::OwnOutput || kind_ == Kind::OwnError) {
    fail("", "this process's output cannot be " + by, "it is to be written to");
  }
}

void Stream::refuseToBeWritten(const std::string& by) const {
  if (kind_ == Kind::From) fail(path_.text(), "cannot be " + by, "it is to be read from");
}

Streams& Streams::input(Stream stream) try {
  stream.refuseToBeRead("the input of a child");
  input_ = std::move(stream);
  return *this;
} catch (...) {
  rethrowAsString();
}

Streams& Streams::output(Stream stream) try {
  stream.refuseToBeWritten("the output of a child");
  output_ = std::move(stream);
  return *this;
} catch (...) {
  rethrowAsString();
}

Streams& Streams::error(Stream stream) try {
  stream.refuseToBeWritten("the output of a child");
  error_ = std::move(stream);
  errorToOutput_ = false;
  return *this;
} catch (...) {
  rethrowAsString();
}

Streams& Streams::errorToOutput() {
  errorToOutput_ = true;
  return *this;
}

Streams& Streams::terminal(PseudoTerminal& ours) {
  terminal_ = &ours;
  return *this;
}

Streams& Streams::pass(Passed passed) {
  const std::string& variable = passed.variable;
  Environment().set(variable, "");  // Throws for what is no name.
  if (passed.stream.kind_ == Stream::Kind::Inherited) {
    fail(variable, "cannot pass a stream by this name", "none is inherited but the three");
  }
  if (passed_.size() == kMostPassed) {
    fail(variable, "cannot pass a stream by this name",
         "there are " + std::to_string(kMostPassed) + " already, and no child gets more");
  }
  const auto isTaken = [&](const Passed& other) {
    return variables::compareNames(other.variable, variable, kHostPathStyle) == 0;
  };
  if (std::ranges::any_of(passed_, isTaken)) {
    fail(variable, "cannot pass a stream by this name", "another one has it");
  }
  passed_.push_back(std::move(passed));
  return *this;
}

Streams& Streams::passInput(std::string variable, Stream stream) try {
  stream.refuseToBeRead("passed as something to read");
  return pass({std::move(variable), std::move(stream), true});
} catch (...) {
  rethrowAsString();
}

Streams& Streams::passOutput(std::string variable, Stream stream) try {
  stream.refuseToBeWritten("passed as something to write to");
  return pass({std::move(variable), std::move(stream), false});
} catch (...) {
  rethrowAsString();
}

}  // namespace sys
