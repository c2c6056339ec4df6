#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/functional/function_ref.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sys/File.hpp"
#include "sys/FileStatus.hpp"
#include "sys/MappedFile.hpp"
#include "sysmake/Disk.hpp"
#include "sysmake/Graph.hpp"
#include "sysmake/Journal.hpp"

namespace sysmake {

/// What is remembered of the last time an edge ran and succeeded.
struct LastRun {
  std::uint64_t commandHash = 0;
  FileTicks seen = 0;           // Inputs that changed later were not seen by it.
  FileTicks outputTime = 0;     // When its first output had changed, if it has deps.
  std::uint32_t startedMs = 0;  // Since the build began.
  std::uint32_t endedMs = 0;
  bool hasDeps = false;

  std::uint32_t durationMs() const { return endedMs > startedMs ? endedMs - startedMs : 0; }
};

/// A stable hash of a command.
std::uint64_t hashCommand(std::string_view command);

/// What sysmake remembers from one build to the next: a journal in a file of its own.
///
/// A record is appended once an edge has finished, so that at every moment the file tells of
/// nothing that did not happen. A damaged end is dropped; what is no longer of use is left out when
/// it outgrows the rest.
class State {
public:
  /// Nothing is read yet. `graph` outlives this.
  State(Graph& graph, sys::Path file);

  /// Reads the file; none is as good as an empty one. Returns what is worth telling the user.
  std::vector<std::string> load();

  /// Nothing if no run that made `output` is remembered.
  const LastRun* find(const Node& output) const;

  /// The files that the last run to make `output` read, as its deps said; false if it is not known.
  bool deps(const Node& output, std::vector<Node*>& into);

  /// Remembers a run of `edge`, with `deps` if `run.hasDeps`.
  void record(const Edge& edge, const LastRun& run, std::span<Node* const> deps);

  /// Remembers that the last run of `edge` means nothing any more: its outputs are not what it
  /// made. If it is not recorded again, it has to run.
  void invalidate(const Edge& edge);

  /// Closes the file, so that another process may change it; it is read again if one did.
  void release();

  /// Whether an output that no edge makes is worth remembering.
  using Keep = absl::FunctionRef<bool(std::string_view output)>;
  /// Writes the file anew with only what is of use.
  void compact(Keep keep);

  /// Sets what the runs that made `outputs` (all, if none are given) have seen to what `modified`
  /// says of the output, as if it had been made just now.
  void restat(std::span<const std::string> outputs,
              absl::FunctionRef<FileTicks(std::string_view)> modified);

  /// All outputs that a run is remembered of, in the order they were first made.
  std::vector<std::string_view> outputs() const;

private:
  struct Name {
    std::string_view text;
    Node* node;         // Nothing if the graph has none yet.
    std::uint32_t run;  // Number of the last run that made it, plus 1; 0 is none.
  };
  struct Run : LastRun {
    std::string_view outputs;  // Payload: count, ids.
    std::string_view deps;     // Payload: count, differences of ids.
    std::uint32_t uses = 0;    // How many names have it as their last.
    std::size_t size = 0;      // Of its record.
  };

  bool apply(const JournalRecord& record);
  bool applyRun(const JournalRecord& record);
  void bind(std::uint32_t id, Node& node);
  void addName(std::string_view text, Node* node, std::size_t size);
  void addRun(const Run& run);
  Node* nodeOf(std::uint32_t name);
  std::uint32_t idOf(std::string& journal, Node& node);
  void open();
  void rewrite(std::string bytes);
  void forget();
  std::string compacted(Keep keep) const;

  Graph& graph_;
  sys::Path path_;
  std::optional<sys::MappedFile> map_;
  std::optional<sys::File> file_;
  std::optional<sys::FileStatus> known_;  // The file as it was when it was last read or written.
  std::deque<std::string> added_;         // Payloads of this build's runs.
  std::vector<Name> names_;
  absl::flat_hash_map<std::string_view, std::uint32_t> unbound_;  // The names without a node.
  std::vector<Run> runs_;
  std::vector<std::uint32_t> ids_;  // By node: its name's number plus 1; 0 is none.
  std::size_t whole_ = 0;           // How much of the file is undamaged.
  std::size_t size_ = 0;            // How much there is.
  std::size_t live_ = 0;            // How much of it is of use.
};

}  // namespace sysmake
