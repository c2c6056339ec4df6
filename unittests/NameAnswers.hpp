#pragma once

#include <string_view>

// Answers to lookups in the tests, which ask nobody outside: where the library's calls lead to
// wrappers, names that end in `.test` (RFC 6761) get these.
namespace sys::names {

/// What is to be answered.
enum class Answer : unsigned char {
  Asked,     // What the system says.
  Loopback,  // The addresses of this machine alone: those that are asked for without a name.
  Missing,   // There is no such name.
  Later,     // There may be an answer later.
  Broken,    // A failure for good.
};

/// `loopback.test`, `missing.test`, `later.test` and `broken.test`. `held.test` waits while held,
/// and is then as the first.
Answer answerFor(std::string_view host) noexcept;

/// While it lives, lookups of `held.test` wait.
class Hold {
public:
  Hold();
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
  ~Hold();

  /// Returns once as many are waiting; false if that takes too long.
  static bool awaitWaiting(int count);
};

/// How many wait now.
int waiting();

}  // namespace sys::names
