#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "TemporaryTree.hpp"
#include "sys/Process.hpp"

namespace sysmake {

/// How a run of a build tool ended.
struct ToolRun {
  std::optional<std::uint32_t> code;
  std::string output;
  std::vector<std::string> steps;  // The names of those that ran, sorted.
};

/// A directory in which a build tool really runs commands: those of Steps.hpp.
class RealBuild {
public:
  /// `tool`: Ninja's path; empty is sysmake.
  explicit RealBuild(std::string tool = "") : tool_(std::move(tool)) {}

  const TemporaryTree& tree() const { return tree_; }

  void write(const std::string& name, const std::string& content);
  bool has(const std::string& name) const;
  std::string read(const std::string& name) const;
  void remove(const std::string& name);

  /// What runs the tool in the directory.
  sys::Command command(const std::vector<std::string>& arguments) const;
  ToolRun run(const std::vector<std::string>& arguments = {});

  /// The names of the steps that ran since this was last called, sorted.
  std::vector<std::string> takeSteps();

  /// The contents of all files but those of the tool's own, by name.
  std::map<std::string, std::string> files() const;

  /// Returns when the file system's clock has moved on, so that what is written now is newer than
  /// what was.
  void awaitTick() const;

private:
  void addFiles(const std::string& below, std::map<std::string, std::string>& files) const;

  TemporaryTree tree_;
  std::string tool_;
};

/// `step = ...`, then rules `make` and `hang`: the text before the edges of a manifest.
std::string manifestHead();

}  // namespace sysmake
