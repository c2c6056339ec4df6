// tools/sysmake/TraceFile.cpp -- A build of many steps is written once, however often it is asked
// for.
#include "sysmake/TraceFile.hpp"

#include <string>
#include <utility>

#include "sysmake/StatusJson.hpp"

namespace sysmake {

TraceFile::~TraceFile() {
  try {
    remove();
  } catch (const std::string&) {
    // It is replaced by the next one.
  }
}

void TraceFile::remove() {
  if (!file_) return;
  file_.reset();
  steps_ = 0;
  size_ = 0;
  sys::File::remove(path_);
}

void TraceFile::setPath(sys::Path path) {
  if (path.text() == path_.text()) return;
  remove();
  path_ = std::move(path);
}

std::uint64_t TraceFile::update(const BuildRecord& record) {
  if (!file_) {
    sys::File::remove(path_);  // One that a killed build has left.
    file_.emplace(sys::File::openToAppend(path_));
  }
  std::string text;
  const std::vector<BuildRecord::Step>& steps = record.steps();
  for (std::size_t i = steps_; i < steps.size(); ++i) {
    if (i != 0) text += ",\n";
    text += traceEvent(record, steps[i]);
  }
  try {
    file_->append(text);
  } catch (const std::string&) {
    remove();  // Nobody knows how much of it was written.
    throw;
  }
  steps_ = steps.size();
  size_ += text.size();
  return size_;
}

}  // namespace sysmake
