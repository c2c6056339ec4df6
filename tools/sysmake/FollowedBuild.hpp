#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>

#include "sys/Clock.hpp"
#include "sysmake/Graph.hpp"
#include "sysmake/Json.hpp"
#include "sysmake/Status.hpp"

namespace sysmake {

/// Shows by a status of this program what a status server says of a build elsewhere.
class FollowedBuild {
public:
  /// `status` outlives this.
  explicit FollowedBuild(Status& status) : status_(status) {}

  /// `state` is what `statusJson` wrote: the first one whole, then what is new. Throws if it is
  /// something else.
  void apply(const JsonValue& state);

  /// When `refresh` should be called if nothing is applied before; `kForever` if never.
  sys::Deadline refreshTime() const;
  void refresh();

  /// What the other program returned, once it is over.
  std::optional<int> code() const { return code_; }

private:
  using Clock = std::chrono::steady_clock;

  bool hasMissed(const JsonValue& state) const;
  void join(const JsonValue& state);
  Edge& start(const JsonValue& one, std::int64_t atMs);
  void finish(const JsonValue& step, const JsonValue& report, std::int64_t nowMs);
  void tell(const JsonValue& message);
  std::int64_t nowMs() const;

  Status& status_;
  Graph graph_;
  Rule rule_{"followed", false, {}};
  std::map<std::uint64_t, Edge*> running_;
  int build_ = 0;
  int finished_ = 0;
  Clock::time_point began_;
  std::optional<int> code_;
};

}  // namespace sysmake
