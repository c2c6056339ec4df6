// tools/sysmake/BuildRecord.cpp -- Texts are taken when a command starts: whoever asks later may do
// so when the graph is gone.
#include "sysmake/BuildRecord.hpp"

#include <algorithm>
#include <utility>

#include "sysmake/Concat.hpp"

namespace sysmake {

namespace {

constexpr std::size_t kMostReports = 100;
constexpr std::size_t kMostReportBytes = std::size_t{1} << 20;
constexpr std::size_t kMostPrinted = std::size_t{64} << 10;
constexpr std::size_t kMostMessages = 50;

// The begin and the end of what is too long.
std::string shortened(std::string_view text) {
  if (text.size() <= kMostPrinted) return std::string(text);
  const std::size_t half = kMostPrinted / 2;
  return concat(text.substr(0, half), "\n[", text.size() - 2 * half, " bytes are left out here]\n",
                text.substr(text.size() - half));
}

std::size_t sizeOf(const BuildRecord::Report& report) {
  return report.description.size() + report.command.size() + report.outputs.size() +
         report.printed.size();
}

template <class T>
void forgetFirst(BuildRecord::Recent<T>& recent) {
  recent.items.pop_front();
  ++recent.forgotten;
}

}  // namespace

BuildRecord::BuildRecord()
    : startedAt_(std::chrono::system_clock::now()), origin_(Clock::now()), began_(origin_) {}

void BuildRecord::changed() const {
  if (onChange) onChange();
}

void BuildRecord::begin() {
  ++build_;
  total_ = finished_ = failed_ = 0;
  running_.clear();
  began_ = Clock::now();
  changed();
}

void BuildRecord::setTotal(int edges) {
  if (std::exchange(total_, edges) != edges) changed();
}

// The first one that nobody has.
unsigned BuildRecord::freeLane() const {
  std::vector<bool> taken(running_.size() + 1);
  for (const Running& running : running_) {
    if (running.lane < taken.size()) taken[running.lane] = true;
  }
  return static_cast<unsigned>(std::find(taken.begin(), taken.end(), false) - taken.begin());
}

void BuildRecord::edgeStarted(const Edge& edge) {
  std::string command = edge.command();
  std::string description = edge.get("description");
  if (description.empty()) description = command;
  running_.push_back(
      {&edge, ++started_, Clock::now(), freeLane(), std::move(description), std::move(command)});
  changed();
}

void BuildRecord::edgeFinished(const Edge& edge, int code, std::string_view printed,
                               const sys::Usage& usage) {
  const auto at = std::find_if(running_.begin(), running_.end(),
                               [&](const Running& running) { return running.edge == &edge; });
  if (at == running_.end()) return;
  Running ended = std::move(*at);
  running_.erase(at);
  ++finished_;
  failed_ += code != 0 ? 1 : 0;
  if (code != 0 || !printed.empty()) report(edge, ended, code, printed);
  steps_.push_back({ended.id, build_, finished_, code, ended.lane, ended.started, Clock::now(),
                    std::move(ended.description), usage});
  changed();
}

void BuildRecord::report(const Edge& edge, const Running& ended, int code,
                         std::string_view printed) {
  Report report{
      ended.id,          build_, finished_, code, ended.description, shortened(ended.command), {},
      shortened(printed)};
  for (const Node* output : edge.outputs) report.outputs += concat(output->path, " ");
  report.outputs = shortened(report.outputs);
  reportBytes_ += sizeOf(report);
  reports_.items.push_back(std::move(report));
  while (reports_.items.size() > 1 &&
         (reports_.items.size() > kMostReports || reportBytes_ > kMostReportBytes)) {
    reportBytes_ -= sizeOf(reports_.items.front());
    forgetFirst(reports_);
  }
}

void BuildRecord::message(MessageKind kind, std::string_view text) {
  messages_.items.push_back({kind, shortened(text)});
  if (messages_.items.size() > kMostMessages) forgetFirst(messages_);
  changed();
}

void BuildRecord::end() {
  running_.clear();
  changed();
}

void BuildRecord::finish(int code) {
  code_ = code;
  running_.clear();
  changed();
}

}  // namespace sysmake
