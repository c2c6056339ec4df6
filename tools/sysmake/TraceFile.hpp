#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sys/File.hpp"
#include "sys/Path.hpp"
#include "sysmake/BuildRecord.hpp"

namespace sysmake {

/// The finished steps of a record in a file, which grows when somebody asks and is removed in the
/// end. Between `kBegin` and `kEnd` its content is a trace in Chrome's format.
class TraceFile {
public:
  static constexpr std::string_view kBegin = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n";
  static constexpr std::string_view kEnd = "\n]}\n";

  TraceFile() = default;
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;
  ~TraceFile();

  /// Where it is to be; nobody else has a file there.
  void setPath(sys::Path path);
  const sys::Path& path() const { return path_; }

  /// Appends the steps that are not in it; its size then. Throws if it cannot be written.
  std::uint64_t update(const BuildRecord& record);

private:
  void remove();

  sys::Path path_{".sysmake_trace"};
  std::optional<sys::File> file_;
  std::size_t steps_ = 0;
  std::uint64_t size_ = 0;
};

}  // namespace sysmake
