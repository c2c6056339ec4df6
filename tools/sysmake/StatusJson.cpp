// tools/sysmake/StatusJson.cpp -- A record as JSON: what changes often is short, so that it can be
// told ten times a second.
#include "sysmake/StatusJson.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "sysmake/Concat.hpp"
#include "sysmake/Json.hpp"
#include "sysmake/Progress.hpp"
#include "sysmake/Version.hpp"

namespace sysmake {

namespace {

using RecordTime = BuildRecord::Clock::time_point;

constexpr std::size_t kMostRunning = 200;
constexpr std::size_t kMostSteps = 100;
constexpr std::size_t kMostCharacters = 2000;  // Of a description or of a command that runs.

std::int64_t millisecondsOf(BuildRecord::Clock::duration duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

std::int64_t microsecondsOf(BuildRecord::Clock::duration duration) {
  return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

std::string elidedString(std::string_view text) {
  return text.size() <= kMostCharacters ? jsonString(text)
                                        : jsonString(elideMiddle(text, kMostCharacters));
}

// `[a,b,c]` of what `text` makes of the items from `begin` on.
template <class Items, class Text>
std::string jsonList(const Items& items, std::size_t begin, std::size_t end, Text text) {
  std::string result = "[";
  for (std::size_t i = begin; i < end; ++i) {
    if (i != begin) result += ',';
    result += text(items[i]);
  }
  return result + "]";
}

// The new ones of a list that forgets.
template <class T, class Text>
std::string news(const BuildRecord::Recent<T>& recent, std::size_t known, Text text) {
  const std::size_t begin = std::max(known, recent.forgotten) - recent.forgotten;
  return jsonList(recent.items, begin, recent.items.size(), text);
}

std::string runningJson(const BuildRecord::Running& running, RecordTime now) {
  return concat("{\"id\":", running.id, ",\"elapsedMs\":", millisecondsOf(now - running.started),
                ",\"description\":", elidedString(running.description),
                ",\"command\":", elidedString(running.command), "}");
}

std::string usageJson(const sys::Usage& usage) {
  return concat("\"cpuMs\":", millisecondsOf(usage.userTime + usage.systemTime),
                ",\"peakBytes\":", usage.peakMemory, ",\"majorFaults\":", usage.majorFaults,
                ",\"readBytes\":", usage.bytesRead, ",\"writtenBytes\":", usage.bytesWritten);
}

std::string stepJson(const BuildRecord::Step& step) {
  return concat("{\"id\":", step.id, ",\"build\":", step.build, ",\"number\":", step.number,
                ",\"code\":", step.code, ",\"tookMs\":", millisecondsOf(step.ended - step.started),
                ",", usageJson(step.usage), ",\"description\":", elidedString(step.description),
                "}");
}

std::string reportJson(const BuildRecord::Report& report) {
  return concat("{\"id\":", report.id, ",\"build\":", report.build, ",\"number\":", report.number,
                ",\"code\":", report.code, ",\"description\":", elidedString(report.description),
                ",\"command\":", jsonString(report.command),
                ",\"outputs\":", jsonString(report.outputs),
                ",\"printed\":", jsonString(report.printed), "}");
}

std::string messageJson(const BuildRecord::Message& message) {
  constexpr std::array kKinds = {"info", "warning", "error"};
  return concat("{\"kind\":\"", kKinds[static_cast<std::size_t>(message.kind)],
                "\",\"text\":", jsonString(message.text), "}");
}

}  // namespace

RecordCursor RecordCursor::endOf(const BuildRecord& record) {
  return {record.steps().size(), record.reports().end(), record.messages().end()};
}

std::string statusJson(const BuildRecord& record, const RecordCursor& known,
                       std::string_view directory, RecordTime now) {
  const std::vector<BuildRecord::Running>& running = record.running();
  const std::vector<BuildRecord::Step>& steps = record.steps();
  const std::size_t old = steps.size() - std::min(steps.size(), kMostSteps);
  const auto started =
      std::chrono::duration_cast<std::chrono::milliseconds>(record.startedAt().time_since_epoch());
  return concat("{\"program\":\"sysmake\",\"version\":\"", kNinjaVersion,
                ".sysmake\",\"directory\":", jsonString(directory),
                ",\"startedAtMs\":", started.count(), ",\"build\":", record.build(),
                ",\"elapsedMs\":", millisecondsOf(now - record.began()),
                ",\"code\":", record.code() ? std::to_string(*record.code()) : "null",
                ",\"edges\":{\"total\":", record.total(), ",\"finished\":", record.finished(),
                ",\"running\":", running.size(), ",\"failed\":", record.failed(), "},\"running\":",
                jsonList(running, 0, std::min(running.size(), kMostRunning),
                         [&](const BuildRecord::Running& one) { return runningJson(one, now); }),
                ",\"steps\":", jsonList(steps, std::max(known.steps, old), steps.size(), stepJson),
                ",\"reports\":", news(record.reports(), known.reports, reportJson),
                ",\"messages\":", news(record.messages(), known.messages, messageJson), "}");
}

std::string traceEvent(const BuildRecord& record, const BuildRecord::Step& step) {
  return concat("{\"name\":", elidedString(step.description),
                ",\"cat\":\"step\",\"ph\":\"X\",\"pid\":0,\"tid\":", step.lane,
                ",\"ts\":", microsecondsOf(step.started - record.origin()),
                ",\"dur\":", microsecondsOf(step.ended - step.started),
                ",\"args\":{\"id\":", step.id, ",\"code\":", step.code, ",", usageJson(step.usage),
                "}}");
}

}  // namespace sysmake
