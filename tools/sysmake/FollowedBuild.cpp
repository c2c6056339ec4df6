// tools/sysmake/FollowedBuild.cpp -- The commands of another process become edges here, so that
// both show them by the same means.
#include "sysmake/FollowedBuild.hpp"

#include <algorithm>
#include <string>

namespace sysmake {

namespace {

int intOf(const JsonValue& value) { return static_cast<int>(value.number()); }
std::int64_t msOf(const JsonValue& value) { return static_cast<std::int64_t>(value.number()); }
std::uint64_t idOf(const JsonValue& one) { return static_cast<std::uint64_t>(one["id"].number()); }

const JsonValue& findId(const JsonValue& list, std::uint64_t id) {
  static const JsonValue kNone;
  const auto found = std::find_if(list.items().begin(), list.items().end(),
                                  [&](const JsonValue& one) { return idOf(one) == id; });
  return found == list.items().end() ? kNone : *found;
}

}  // namespace

std::int64_t FollowedBuild::nowMs() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began_).count();
}

sys::Deadline FollowedBuild::refreshTime() const {
  const std::optional<std::int64_t> due = status_.refreshMs();
  return due ? began_ + std::chrono::milliseconds(*due) : sys::kForever;
}

void FollowedBuild::refresh() { status_.refresh(nowMs()); }

// Whether something else was built meanwhile, or more than one event tells.
bool FollowedBuild::hasMissed(const JsonValue& state) const {
  const std::vector<JsonValue>& steps = state["steps"].items();
  return intOf(state["build"]) != build_ ||
         (!steps.empty() && intOf(steps.front()["number"]) > finished_ + 1);
}

void FollowedBuild::apply(const JsonValue& state) {
  if (state["program"].text() != "sysmake" || state["edges"]["total"].isNull()) {
    throw std::string("an event is not the state of a build");
  }
  const std::int64_t elapsed = msOf(state["elapsedMs"]);
  began_ = Clock::now() - std::chrono::milliseconds(elapsed);
  const bool joins = hasMissed(state);
  if (joins) join(state);
  status_.setTotal(intOf(state["edges"]["total"]));
  // Of what ended before somebody came, the failures and the output are worth telling.
  const JsonValue& ended = joins ? state["reports"] : state["steps"];
  for (const JsonValue& step : ended.items()) {
    finish(step, findId(state["reports"], idOf(step)), elapsed);
  }
  finished_ = intOf(state["edges"]["finished"]);
  for (const JsonValue& one : state["running"].items()) {
    if (!running_.contains(idOf(one))) start(one, elapsed - msOf(one["elapsedMs"]));
  }
  status_.setCounts(finished_ + intOf(state["edges"]["running"]), finished_);
  if (!state["code"].isNull()) {
    code_ = intOf(state["code"]);
    status_.end();
  }
  for (const JsonValue& message : state["messages"].items()) tell(message);
}

void FollowedBuild::join(const JsonValue& state) {
  status_.end();
  status_.begin();
  running_.clear();
  build_ = intOf(state["build"]);
}

Edge& FollowedBuild::start(const JsonValue& one, std::int64_t atMs) {
  Edge* edge = graph_.addEdge(&rule_, &graph_.rootScope());
  graph_.setBinding(edge, "description", graph_.keep(one["description"].text()));
  graph_.setBinding(edge, "command", graph_.keep(one["command"].text()));
  status_.setCounts(finished_ + static_cast<int>(running_.size()), finished_);
  running_[idOf(one)] = edge;
  status_.edgeStarted(*edge, atMs);
  return *edge;
}

void FollowedBuild::finish(const JsonValue& step, const JsonValue& report, std::int64_t nowMs) {
  const auto at = running_.find(idOf(step));
  Edge& edge = at != running_.end() ? *at->second : start(step, nowMs);
  if (!report.isNull()) {
    graph_.setBinding(&edge, "command", graph_.keep(report["command"].text()));
    std::string outputs = report["outputs"].text();
    if (outputs.ends_with(' ')) outputs.pop_back();
    if (!outputs.empty()) edge.outputs.push(graph_.arena(), graph_.node(graph_.keep(outputs), 0));
  }
  const int number = intOf(step["number"]);
  status_.setCounts(number - 1 + static_cast<int>(running_.size()), number - 1);
  running_.erase(idOf(step));
  status_.edgeFinished(edge, nowMs, intOf(step["code"]), report["printed"].text());
}

void FollowedBuild::tell(const JsonValue& message) {
  const std::string& text = message["text"].text();
  const std::string& kind = message["kind"].text();
  if (kind == "info") return status_.info(text);
  kind == "warning" ? status_.warning(text) : status_.error(text);
}

}  // namespace sysmake
