// unittests/soak/Captures.cpp -- A stream ends when its child does, though others were started at
// the same moment and live on: nobody else has its writing end.
#include <mutex>

#include "Work.hpp"
#include "sys/Process.hpp"

namespace soak {

namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 60s;

// A stream that is read to its end.
struct Reading {
  sys::Demuxer& demuxer;
  sys::Pipe pipe;
  sys::Receive receive;
  char buffer[4096];
  std::string text;
  bool hasEnded = false;

  explicit Reading(sys::Demuxer& loop) : demuxer(loop) {}

  void more() {
    pipe.receive(receive, demuxer, buffer, sys::Completion::to<&Reading::arrived>(*this));
  }

  void arrived() {
    if (receive.outcome() == sys::Outcome::Done) {
      text.append(buffer, receive.count());
      more();
    } else {
      hasEnded = receive.outcome() == sys::Outcome::EndOfStream;
    }
  }
};

std::vector<std::string> wordsFor(std::uint64_t index) {
  return {std::to_string(index), std::string(index % 20'000, 'x')};
}

std::string outputFor(std::uint64_t index) {
  const std::vector<std::string> words = wordsFor(index);
  return words[0] + '\0' + words[1] + '\0';
}

void capture(const sys::Command& command, std::uint64_t index) {
  const sys::Captured captured =
      sys::Process::capture(command, std::chrono::steady_clock::now() + kPatience);
  if (!captured.status) throw "no end of capture " + std::to_string(index);
  const std::string expected = outputFor(index);
  if (captured.output != expected + std::to_string(expected.size())) {
    throw "something is missing in capture " + std::to_string(index);
  }
}

void readBoth(const sys::Command& command, std::uint64_t index) {
  sys::Demuxer demuxer;
  Reading output(demuxer), error(demuxer);
  sys::Streams streams;
  streams.input(sys::Stream::null()).output(sys::Stream::pipe(output.pipe));
  streams.error(sys::Stream::pipe(error.pipe));
  sys::Process process = sys::Process::start(command, streams);
  output.more();
  error.more();
  demuxer.runUntil(std::chrono::steady_clock::now() + kPatience);
  if (!output.hasEnded || !error.hasEnded) {
    output.pipe.close();
    error.pipe.close();
    demuxer.run();
    throw "no end of a stream of child " + std::to_string(index);
  }
  if (!process.wait().succeeded()) throw "child " + std::to_string(index) + " failed";
  const std::string expected = outputFor(index);
  if (output.text != expected || error.text != std::to_string(expected.size())) {
    throw "something is missing of child " + std::to_string(index);
  }
}

}  // namespace

std::string readStreams(const Order& order) {
  const sys::Path child = programBeside("soak_echo_child");
  std::mutex mutex;
  std::vector<sys::Process> staying;  // Ended with this function.
  forEach(order, order.count, [&](std::uint64_t index) {
    sys::Command command(child.text());
    command.arguments(wordsFor(index));
    if (index % 2 == 0) return capture(command, index);
    readBoth(command, index);
    if (index % 50 != 1) return;
    sys::Process other = sys::Process::start(stayCommand());
    const std::lock_guard lock(mutex);
    staying.push_back(std::move(other));
  });
  return "children captured or both their streams read to the ends, while " +
         std::to_string(staying.size()) + " others lived on";
}

}  // namespace soak
