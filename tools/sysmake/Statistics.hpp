#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sys/Process.hpp"

namespace sysmake {

/// How often the steps of a run were done and how long they took, for `-d stats`.
class Statistics {
public:
  using Time = std::chrono::nanoseconds;

  void add(std::string_view metric, Time took);

  /// A line for each metric, in the order they were first met, as Ninja has them: count, average in
  /// microseconds, sum in milliseconds.
  std::string table() const;

private:
  struct Metric {
    std::string_view name;
    std::int64_t count = 0;
    Time total{};
  };

  std::vector<Metric> metrics_;
};

/// What this program itself has used, a line below the table.
std::string usageLine(const sys::Usage& usage, const sys::Holding& left);

/// Measures its own life time, unless there are no statistics.
class Timed {
public:
  /// `metric` outlives the statistics.
  Timed(Statistics* statistics, std::string_view metric)
      : statistics_(statistics), metric_(metric) {
    if (statistics_ != nullptr) begin_ = std::chrono::steady_clock::now();
  }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;
  ~Timed() {
    if (statistics_ != nullptr) {
      statistics_->add(metric_, std::chrono::steady_clock::now() - begin_);
    }
  }

private:
  Statistics* statistics_;
  std::string_view metric_;
  std::chrono::steady_clock::time_point begin_;
};

}  // namespace sysmake
