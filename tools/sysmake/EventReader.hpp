#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace sysmake {

/// Reads server-sent events from pieces of any size.
class EventReader {
public:
  static constexpr std::size_t kMostBytes = std::size_t{64} << 20;  // Of one event.

  /// Called with the name of an event and its data.
  using Use = std::function<void(std::string_view name, std::string_view data)>;

  /// Throws if an event is too long to be meant.
  void read(std::string_view bytes, const Use& use);

private:
  void endLine(const Use& use);

  std::string line_;
  std::string name_;
  std::string data_;
};

}  // namespace sysmake
