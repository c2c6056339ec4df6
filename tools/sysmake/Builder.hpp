#pragma once

#include <absl/container/flat_hash_set.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sysmake/Graph.hpp"
#include "sysmake/Plan.hpp"
#include "sysmake/Runner.hpp"
#include "sysmake/Scan.hpp"
#include "sysmake/State.hpp"
#include "sysmake/Statistics.hpp"
#include "sysmake/Status.hpp"

namespace sysmake {

struct BuildOptions {
  std::size_t jobs = 1;     // How many commands run at once.
  int failuresAllowed = 1;  // How many may fail before no more are started.
  bool isDryRun = false;    // Nothing is run and nothing written.
  bool keepsDepfiles = false;
  bool keepsResponseFiles = false;
  CommandOptions commands = {};
  Statistics* statistics = nullptr;  // Where what takes time is counted.
  sys::Demuxer* demuxer = nullptr;   // What to wait with; nothing is one of its own.
};

struct BuildResult {
  int code = 0;        // What this program should return.
  std::string reason;  // Why the build stopped; empty if it did not.
};

/// Brings targets up to date.
class Builder {
public:
  /// All but the options must outlive this. `clockFile` is a file that nobody else has, by which
  /// the file system's clock is read.
  Builder(Graph& graph, State& state, Scan& scan, const BuildOptions& options, Status& status,
          sys::Path clockFile);

  /// Adds `target` and all that it needs to what is to be done. Throws if that cannot be.
  void add(Node& target);

  bool isUpToDate() const { return !plan_.hasMoreToDo(); }

  /// Does it.
  BuildResult build();

private:
  struct Started {
    Edge* edge;
    std::int64_t atMs;
    FileTicks seen;  // The file system's time then.
    std::uint64_t commandHash;
    std::string command;
  };

  void loadDyndepOf(Node& file);
  BuildResult loop();
  void startAll();
  void start(Edge& edge);
  std::optional<Finished> wait();
  void finish(Finished& finished);
  void remember(const Started& started, std::vector<Node*>& deps);
  FileTicks restat(const Started& started);
  void takeDeps(Finished& finished, std::vector<Node*>& deps);
  void makeDirectory(std::string_view file);
  FileTicks clock();
  void cleanUp();
  BuildResult stuck() const;
  std::int64_t nowMs() const;

  Graph& graph_;
  State& state_;
  BuildOptions options_;
  Status& status_;
  Scan& scan_;
  Plan plan_;
  sys::Path clockFile_;
  std::optional<FileTicks> clock_;  // Still good as nothing was made since.
  absl::flat_hash_set<std::string> directories_;
  std::vector<Started> running_;
  std::optional<Runner> runner_;
  std::chrono::steady_clock::time_point begin_;
  int failuresLeft_ = 1;
  int code_ = 0;
};

}  // namespace sysmake
