#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tidy {

/// What compiled code throws, as `objdump --reloc --syms` of an archive or object tells it.
struct Thrown {
  std::size_t throwSites = 0;         // References to __cxa_throw.
  std::vector<std::string> problems;  // In words: something else than std::string is thrown.
};

/// Sound for code that uses neither dynamic_cast nor typeid: whoever calls __cxa_throw has to take
/// the address of a type's description, and each such address in executable code is a relocation.
/// One against a symbol names the type; one against a section does so only for a description that
/// is local to the object, so an object that throws may hold no such local description.
Thrown findThrown(std::string_view objdump);

}  // namespace tidy
