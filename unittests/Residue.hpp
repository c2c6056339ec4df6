#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "TestHandles.hpp"

// What a piece of code may leave behind: descriptors or handles, children, files, memory. Asked of
// the system itself and not of the library, which is what is being tested.
namespace sys::residue {

using ::leftChildren;
using ::openHandles;

/// What a handle is, for a message: "descriptor 5 (a pipe)".
std::string describeHandle(std::int64_t handle);

/// Whether it is none of the library's, but something that the system or the compiler's run time
/// has made when they first needed it.
bool staysForGood(std::int64_t handle);

/// Makes what the system and the compiler's run time keep from their first use of something on, so
/// that it does not seem to be left behind by whoever uses it first.
void makeWhatStays();

/// Makes `directory` exist and be empty.
void emptyDirectory(const std::string& directory);

/// Removes it with all that is in it.
void removeDirectory(const std::string& directory);

/// Writes, reads (empty if there is none) and removes a small file.
void writeFile(const std::string& path, std::string_view content);
std::string readFile(const std::string& path);
void removeFile(const std::string& path);

/// The names in `directory`.
std::vector<std::string> filesIn(const std::string& directory);

/// Live allocations made by operator new in the whole program.
std::int64_t liveAllocations() noexcept;

/// All that were made so far, whether they live or not.
std::int64_t allocations() noexcept;

/// Writes to standard error, at once and without allocating.
void say(std::string_view text) noexcept;

/// A number no other running process has.
std::uint64_t processNumber();

/// While it lives, this process's standard output is the file at `path`.
class OutputInFile {
public:
  explicit OutputInFile(const std::string& path);
  OutputInFile(const OutputInFile&) = delete;
  OutputInFile& operator=(const OutputInFile&) = delete;
  ~OutputInFile();

private:
  std::int64_t before_;
  std::int64_t file_;
};

/// While it lives, this process has no standard input but the one it may be given.
class InputClosed {
public:
  InputClosed();
  InputClosed(const InputClosed&) = delete;
  InputClosed& operator=(const InputClosed&) = delete;
  ~InputClosed();

  bool isOpenAgain() const;

private:
  std::int64_t before_[3];  // All streams: where input seems missing, the others may too.
};

/// While it lives, threads that are started get no signals: those for the process reach the tests'
/// own thread.
class SignalsHeld {
public:
  SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;
  ~SignalsHeld();

private:
  alignas(16) unsigned char old_[128];
};

}  // namespace sys::residue
