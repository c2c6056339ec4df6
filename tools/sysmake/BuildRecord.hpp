#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sys/Process.hpp"
#include "sysmake/Graph.hpp"

namespace sysmake {

/// What this run of the program has done so far and does now, for those who ask meanwhile. It
/// refers to no graph.
class BuildRecord {
public:
  using Clock = std::chrono::steady_clock;

  /// A command that runs.
  struct Running {
    const Edge* edge;
    std::uint64_t id;  // From 1, in the order in which commands were started.
    Clock::time_point started;
    unsigned lane;  // No two that run at the same time share one.
    std::string description;
    std::string command;
  };

  /// A command that has ended.
  struct Step {
    std::uint64_t id;
    int build;
    int number;  // How many had ended then, in that build, with it.
    int code;    // What it returned.
    unsigned lane;
    Clock::time_point started;
    Clock::time_point ended;
    std::string description;
    sys::Usage usage;
  };

  /// What is to be told of a command that has failed or printed something.
  struct Report {
    std::uint64_t id;
    int build;
    int number;
    int code;
    std::string description;
    std::string command;
    std::string outputs;  // What it makes, with a space after each.
    std::string printed;
  };

  enum class MessageKind : unsigned char { Info, Warning, Error };

  struct Message {
    MessageKind kind;
    std::string text;
  };

  /// The last ones of a list that goes on: what is older than that is forgotten.
  template <class T>
  struct Recent {
    std::deque<T> items;
    std::size_t forgotten = 0;

    std::size_t end() const { return forgotten + items.size(); }
  };

  BuildRecord();

  /// A build begins; a run may have several, as the manifest itself may have to be built.
  void begin();
  void setTotal(int edges);
  void edgeStarted(const Edge& edge);
  void edgeFinished(const Edge& edge, int code, std::string_view printed,
                    const sys::Usage& usage = {});
  void message(MessageKind kind, std::string_view text);
  /// Nothing runs any more.
  void end();
  /// The run of this program is over: it returns `code`.
  void finish(int code);

  /// Called after each change.
  std::function<void()> onChange;

  int build() const { return build_; }  // From 1; 0 is before the first.
  int total() const { return total_; }
  int finished() const { return finished_; }
  int failed() const { return failed_; }
  std::optional<int> code() const { return code_; }
  std::chrono::system_clock::time_point startedAt() const { return startedAt_; }
  Clock::time_point began() const { return began_; }
  /// Where a trace's time begins.
  Clock::time_point origin() const { return origin_; }

  const std::vector<Running>& running() const { return running_; }  // The longest first.
  const std::vector<Step>& steps() const { return steps_; }         // Of the whole run.
  const Recent<Report>& reports() const { return reports_; }
  const Recent<Message>& messages() const { return messages_; }

private:
  unsigned freeLane() const;
  void report(const Edge& edge, const Running& ended, int code, std::string_view printed);
  void changed() const;

  std::chrono::system_clock::time_point startedAt_;
  Clock::time_point origin_;
  Clock::time_point began_;
  int build_ = 0;
  int total_ = 0;
  int finished_ = 0;
  int failed_ = 0;
  std::optional<int> code_;
  std::uint64_t started_ = 0;
  std::vector<Running> running_;
  std::vector<Step> steps_;
  Recent<Report> reports_;
  std::size_t reportBytes_ = 0;
  Recent<Message> messages_;
};

}  // namespace sysmake
