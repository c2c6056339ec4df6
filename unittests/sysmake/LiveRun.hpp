#pragma once

#include <array>
#include <optional>
#include <string>

#include "sys/Demuxer.hpp"
#include "sys/Pipe.hpp"
#include "sys/Process.hpp"

namespace sysmake {

/// A program that runs while a test does something else.
class LiveRun {
public:
  explicit LiveRun(const sys::Command& command);

  sys::Process& process() { return process_; }

  /// Returns once it has printed `part`; what it has printed by then.
  const std::string& awaitOutput(const std::string& part);

  /// What comes after `before` on the line in which it prints that.
  std::string awaitRestOfLine(const std::string& before);

  /// What it returned, and in `output` all that it has printed.
  std::optional<std::uint32_t> end();
  const std::string& output() const { return output_; }

private:
  void receive();
  void received();

  std::string output_;
  std::array<char, 4096> buffer_{};
  sys::Pipe pipe_;
  sys::Receive receiving_;
  sys::Process process_;
  sys::Demuxer demuxer_;
};

}  // namespace sysmake
