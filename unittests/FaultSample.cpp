// unittests/FaultSample.cpp -- Code that goes wrong when a call fails, in the ways that code does.
#include "FaultSample.hpp"

#include <cstdint>
#include <iterator>
#include <stdexcept>

namespace sys::sample {

namespace {

constexpr std::intptr_t kNone = -1;

// What the platform provides.
std::intptr_t openFile(const char* path, bool create);
std::intptr_t readSome(std::intptr_t file, char* into, std::size_t size);
void closeFile(std::intptr_t file);

// Lost to the caller, but not to a leak checker that looks at the end of the program.
struct Lost {
  Lost* previous;
};
Lost* lost = nullptr;

std::intptr_t leaked[64];
std::size_t leakedCount = 0;

[[noreturn]] void failReading(const std::string& path, std::intptr_t file, Mistake mistake) {
  if (mistake == Mistake::LeaksMemoryWhenReadFails) lost = new Lost{lost};
  if (mistake == Mistake::LeavesFileWhenReadFails) {
    closeFile(openFile((path + ".left").c_str(), true));
  }
  if (mistake != Mistake::LeaksWhenReadFails) {
    closeFile(file);
  } else if (leakedCount < std::size(leaked)) {
    leaked[leakedCount++] = file;
  }
  if (mistake == Mistake::ThrowsForeignWhenReadFails) throw std::runtime_error("foreign");
  throw path + ": cannot be read.";
}

}  // namespace

std::string readFile(const std::string& path, Mistake mistake) {
  const std::intptr_t file = openFile(path.c_str(), false);
  if (file == kNone) throw path + ": cannot be opened.";
  char buffer[64];
  std::size_t size = 0;
  for (;;) {
    const std::intptr_t count = readSome(file, buffer + size, sizeof buffer - size);
    if (count == 0) break;
    if (count < 0 && mistake == Mistake::LiesWhenReadFails) break;
    if (count < 0) failReading(path, file, mistake);
    size += static_cast<std::size_t>(count);
    if (mistake == Mistake::TakesShortReadForEnd) break;
  }
  closeFile(file);
  return std::string(buffer, size);
}

void closeLeaked() {
  while (leakedCount > 0) closeFile(leaked[--leakedCount]);
}

}  // namespace sys::sample

#include "platform/FaultSample.cpp"
