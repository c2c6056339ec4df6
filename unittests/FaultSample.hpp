#pragma once

#include <string>

// A reader of files as the library would have it, and the mistakes that the fault loop must find.
namespace sys::sample {

enum class Mistake : unsigned char {
  None,
  LeaksWhenReadFails,
  LeaksMemoryWhenReadFails,
  LiesWhenReadFails,
  ThrowsForeignWhenReadFails,
  TakesShortReadForEnd,
  LeavesFileWhenReadFails,
};

/// The content of a file of at most 64 bytes.
std::string readFile(const std::string& path, Mistake mistake);

/// Closes the files that LeaksWhenReadFails did not: on Windows they would keep their names.
void closeLeaked();

}  // namespace sys::sample
