#pragma once

#include <atomic>
#include <cstdint>
#include <string>

// What a wrapped system call asks before it does its work. In a test program the library's calls
// lead to wrappers (FaultCalls.cpp); everybody else's do not. All of this is async-signal-safe and
// allocates nothing, because calls are made in a spawned child too.
namespace sys::faults {

/// A system call that can be made to fail.
struct Call {
  const char* name;
  const char* errorNames;  // "EINTR, EIO"
  const int* errors;       // What it may report, in the order of the names.
  unsigned errorCount;
  std::uint32_t passing = 0;  // Bit n: error n goes away when the call is tried again.
  bool canBeCut = false;      // It moves bytes, and may move fewer than it was asked to.
};

/// How much of what was asked for a call may move.
enum class Cut : unsigned char { None, OneByte, Half };

/// What is to happen to one use of a call: neither, an error, or a shorter length.
struct Fault {
  int error = 0;
  Cut cut = Cut::None;
  bool again = false;  // Not for the first time.
};

/// Of a call's ways to go wrong, which are numbered from 0: each error once and then from then on,
/// and at last, if it can be cut, one byte once, half once, one byte from then on.
struct Variant {
  Fault fault;
  std::uint32_t repetitions = 0;  // Further uses of the same call it happens to.
};

unsigned variantCount(const Call& call);
Variant variantOf(const Call& call, unsigned number);

/// The error of a variant in words: "EIO", "1 byte".
std::string variantName(const Call& call, unsigned number);

/// The plan and its progress. In memory that a forked child shares, so that its calls count too.
struct State {
  std::atomic<bool> callsArmed = false;
  std::atomic<bool> memoryArmed = false;
  std::atomic<std::uint32_t> failAt = 0;  // The first is 1; 0 is never.
  std::atomic<std::uint32_t> variant = 0;

  std::atomic<std::uint32_t> uses = 0;
  std::atomic<std::uint32_t> injections = 0;
  std::atomic<std::uint32_t> repeated = 0;
  std::atomic<const Call*> hit = nullptr;
  std::atomic<const void*> site = nullptr;  // Where the library made the call that was hit.

  static constexpr std::uint32_t kLogged = 4096;
  std::atomic<const Call*> log[kLogged] = {};  // The calls in their order.
};

extern State* state;

/// Moves the state to memory that a forked child shares.
void shareState();

/// Counts a use of `call` and says what is to happen to it.
Fault countUse(const Call& call, const void* site) noexcept;

/// The same for one allocation: whether it is to fail.
bool countAllocation() noexcept;

/// What is to happen now to a call made at `site`.
inline Fault next(const Call& call, const void* site) noexcept {
  if (!state->callsArmed.load(std::memory_order_relaxed)) return {};
  return countUse(call, site);
}

/// The fault that `next` gave cannot happen here (a blocking descriptor never answers EAGAIN).
void decline() noexcept;

/// The length that a call is left with.
template <typename Size>
Size shortened(Size size, Cut cut) {
  if (cut == Cut::None || size <= 1) return size;
  return cut == Cut::OneByte ? static_cast<Size>(1) : static_cast<Size>(size / 2);
}

}  // namespace sys::faults
