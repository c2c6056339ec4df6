#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "TemporaryTree.hpp"
#include "sysmake/Plan.hpp"
#include "sysmake/Scan.hpp"

namespace sysmake {

/// Builds of a graph whose files exist only here; the journal is real. What a command would do is
/// done by the test.
class PretendedBuild {
public:
  /// A manifest's text, which may be changed between builds.
  explicit PretendedBuild(std::string manifest);

  std::string manifest;
  std::map<std::string, FileTicks, std::less<>> times;       // The files there are.
  std::map<std::string, std::string, std::less<>> contents;  // Of depfiles and dyndep files.
  std::map<std::string, std::vector<std::string>> deps;      // By output: what its edge reads.
  std::map<std::string, bool> leavesAlone;                   // By output: restat has an effect.

  /// Makes `file` newer than all others.
  void touch(const std::string& file) { times[file] = ++now_; }
  void remove(const std::string& file) { times.erase(file); }

  /// Builds `targets` (default: all roots); the first outputs of the edges that ran, in order, and
  /// before them what went wrong, if anything.
  std::vector<std::string> build(std::vector<std::string> targets = {});

  /// The reasons the last build had to run the edge that makes `output`.
  std::vector<std::string> reasons(const std::string& output) const;

private:
  void runEdge(Edge& edge);

  TemporaryTree tree_;
  FileTicks now_ = 1000;
  std::unique_ptr<Graph> graph_;
  std::optional<State> state_;
  Explanations explanations_;
  std::optional<Scan> scan_;
  std::optional<Plan> plan_;
};

}  // namespace sysmake
