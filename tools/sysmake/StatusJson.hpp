#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sysmake/BuildRecord.hpp"

namespace sysmake {

/// How much of a record's lists somebody knows.
struct RecordCursor {
  std::size_t steps = 0;
  std::size_t reports = 0;
  std::size_t messages = 0;

  /// All of it.
  static RecordCursor endOf(const BuildRecord& record);

  friend bool operator==(const RecordCursor&, const RecordCursor&) = default;
};

/// The state of a run as one line of JSON, with what is new after `known`; of many steps the last.
std::string statusJson(const BuildRecord& record, const RecordCursor& known,
                       std::string_view directory, BuildRecord::Clock::time_point now);

/// A step as an event of Chrome's trace format.
std::string traceEvent(const BuildRecord& record, const BuildRecord::Step& step);

}  // namespace sysmake
