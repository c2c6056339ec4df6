// tools/sysmake/EventReader.cpp -- An event is a name and data, a line for each piece, and an empty
// line.
#include "sysmake/EventReader.hpp"

#include <algorithm>

namespace sysmake {

void EventReader::read(std::string_view bytes, const Use& use) {
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    line_ += bytes.substr(0, end);
    if (line_.size() + data_.size() > kMostBytes) throw std::string("an event has no end");
    if (end == bytes.size()) return;
    bytes.remove_prefix(end + 1);
    endLine(use);
    line_.clear();
  }
}

void EventReader::endLine(const Use& use) {
  if (line_.ends_with('\r')) line_.pop_back();
  if (line_.empty()) {
    if (!data_.empty()) use(name_, data_);
    name_.clear();
    data_.clear();
    return;
  }
  const std::string_view line = line_;
  const std::size_t colon = std::min(line.find(':'), line.size());
  std::string_view value = line.substr(std::min(colon + 1, line.size()));
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (line.substr(0, colon) == "event") name_ = value;
  if (line.substr(0, colon) != "data") return;
  if (!data_.empty()) data_ += '\n';
  data_ += value;
}

}  // namespace sysmake
