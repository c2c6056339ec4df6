#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "RandomBuild.hpp"
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

  /// Does to files what is listed, one after the other as the clock has it.
  void apply(const std::vector<FileChange>& changes);

  /// Whether all files are what sysmake makes of the sources of a RandomBuild in an empty
  /// directory; the differences are failures of the test.
  bool isAsFromScratch() const;

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

/// The text before the edges of a manifest: a rule for each kind of step; the edges bind `name`,
/// `half`, `file` and `count`.
std::string manifestHead();

}  // namespace sysmake
