// tools/sysmake/Statistics.cpp -- A table that whoever knows Ninja's can read.
#include "sysmake/Statistics.hpp"

#include <algorithm>

#include "sysmake/Concat.hpp"

namespace sysmake {

namespace {

constexpr std::size_t kNameWidth = 16;
constexpr std::size_t kNumberWidth = 12;

std::string right(std::string_view text) {
  return std::string(kNumberWidth - std::min(kNumberWidth, text.size()), ' ').append(text);
}

std::string left(std::string_view text) {
  return std::string(text).append(kNameWidth - std::min(kNameWidth, text.size()), ' ');
}

// With one digit after the point, rounded.
std::string tenths(std::int64_t nanoseconds, std::int64_t unit) {
  const std::int64_t number = (nanoseconds * 10 + unit / 2) / unit;
  return right(concat(number / 10, ".", number % 10));
}

}  // namespace

void Statistics::add(std::string_view metric, Time took) {
  auto found = std::find_if(metrics_.begin(), metrics_.end(),
                            [&](const Metric& known) { return known.name == metric; });
  if (found == metrics_.end()) found = metrics_.insert(found, Metric{metric});
  ++found->count;
  found->total += took;
}

std::string Statistics::table() const {
  std::string text =
      concat(left("metric"), right("count"), right("avg (us)"), right("total (ms)"), "\n");
  for (const Metric& metric : metrics_) {
    const std::int64_t total = metric.total.count();
    text += concat(left(metric.name), right(concat(metric.count)),
                   tenths(total / metric.count, 1000), tenths(total, 1'000'000), "\n");
  }
  return text;
}

std::string usageLine(const sys::Usage& usage, const sys::Holding& left) {
  const auto time =
      std::chrono::duration_cast<std::chrono::milliseconds>(usage.userTime + usage.systemTime);
  return concat("\nsysmake itself: ", time.count(), " ms of processor time, ",
                usage.peakMemory >> 10, " KiB of memory, ", usage.bytesRead >> 10, " KiB read and ",
                usage.bytesWritten >> 10, " KiB written, ", usage.majorFaults,
                " page faults that had to read; at the end ", left.memory >> 10, " KiB and ",
                left.descriptors, " descriptors\n");
}

}  // namespace sysmake
