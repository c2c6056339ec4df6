// unittests/sysmake/LiveRun.cpp -- What a program prints is read when a test asks for it.
#include "LiveRun.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace sysmake {

namespace {

sys::Process startInto(const sys::Command& command, sys::Pipe& pipe) {
  sys::Streams streams;
  streams.input(sys::Stream::null()).output(sys::Stream::pipe(pipe)).errorToOutput();
  return sys::Process::start(command, streams);
}

sys::Deadline runPatience() { return std::chrono::steady_clock::now() + std::chrono::seconds(60); }

}  // namespace

LiveRun::LiveRun(const sys::Command& command) : process_(startInto(command, pipe_)) { receive(); }

void LiveRun::receive() {
  pipe_.receive(receiving_, demuxer_, buffer_, sys::Completion::to<&LiveRun::received>(*this));
}

void LiveRun::received() {
  demuxer_.stop();
  if (receiving_.outcome() != sys::Outcome::Done) return pipe_.close();
  output_.append(buffer_.data(), receiving_.count());
  receive();
}

const std::string& LiveRun::awaitOutput(const std::string& part) {
  const sys::Deadline end = runPatience();
  while (output_.find(part) == std::string::npos) {
    if (!pipe_.isOpen() || !demuxer_.runUntil(end)) {
      ADD_FAILURE() << "it does not print '" << part << "' but '" << output_ << "'";
      break;
    }
  }
  return output_;
}

std::string LiveRun::awaitRestOfLine(const std::string& before) {
  std::size_t end = std::string::npos;
  std::size_t begin = awaitOutput(before).find(before);
  if (begin == std::string::npos) return "";
  begin += before.size();
  while ((end = output_.find('\n', begin)) == std::string::npos && pipe_.isOpen()) {
    demuxer_.runUntil(runPatience());
  }
  return output_.substr(begin, end - begin);
}

std::optional<std::uint32_t> LiveRun::end() {
  const sys::Deadline limit = runPatience();
  while (pipe_.isOpen() && demuxer_.runUntil(limit)) {
  }
  const auto status = process_.wait(limit);
  if (!status) ADD_FAILURE() << "it goes on: " << output_;
  return status ? status->code() : std::nullopt;
}

}  // namespace sysmake
