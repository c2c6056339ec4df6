#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sys/CommandLine.hpp"

// How command lines come apart. Pure; the rules of all systems on every host.
namespace sys::splitter {

/// What keeps a line from being split: where, and why in words that follow "because of what stands
/// at character 3: ...". No reason: nothing does.
struct Obstacle {
  std::size_t at = 0;
  const char* reason = nullptr;
};

/// Appends the arguments of `line`, or says what keeps it from that.
Obstacle into(std::vector<std::string>& arguments, std::string_view line, CommandStyle style);

inline bool isOneOf(char byte, std::string_view set) {
  return set.find(byte) != std::string_view::npos;
}

/// Whether sh takes this unquoted first word for an assignment: `A=b`, `A+=b`.
bool isAssignment(std::string_view word);

/// Whether this word, unquoted and first, belongs to the grammar of sh or of one of the shells that
/// are installed as sh.
bool isReservedWord(std::string_view word);

}  // namespace sys::splitter
