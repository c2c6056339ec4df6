#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sys/Path.hpp"

// The one place where errors get their form: `context: what because reason (the system's words).
// Suggestion.`
namespace sys {

/// What the system calls an error: errno on Unix, GetLastError or an NTSTATUS on Windows.
using SystemCode = std::int64_t;

/// The last error of the calling thread.
SystemCode lastSystemCode() noexcept;

/// A system's error in words: the plain reason, the system's own text, and what usually helps (may
/// be empty).
struct SystemReason {
  std::string reason;  // "the disk is full"; the system's own words if there is nothing plainer.
  std::string words;   // "No space left on device"
  std::string suggestion;  // "Free space or choose another place."
};

SystemReason systemReason(SystemCode code);

/// Throws `context: what because reason (words). Suggestion.` The parts that are empty are left
/// out.
[[noreturn]] void fail(std::string_view context, std::string_view what, SystemCode code);

/// The same for a reason that is ours.
[[noreturn]] void fail(std::string_view context, std::string_view what, std::string_view reason,
                       std::string_view suggestion = {});

/// Throws an error that has its form already.
[[noreturn]] void failAgain(const std::string& sentence);

/// Inside a handler: throws what is being handled on as a std::string, which it is already unless
/// it came from below the library. "out of memory" fits into the string itself.
[[noreturn]] void rethrowAsString();

/// The same with `context: ` put before it.
[[noreturn]] void rethrowWithContext(std::string_view context);

/// Throws if `text`, which is `what` ("an argument"), contains a NUL.
void refuseNul(std::string_view text, std::string_view what);

}  // namespace sys
