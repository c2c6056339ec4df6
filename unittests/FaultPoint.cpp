// unittests/FaultPoint.cpp -- Counts the library's system calls and picks the one that goes wrong.
#include "FaultPoint.hpp"

#include <string_view>

namespace sys::faults {

namespace {

constexpr std::uint32_t kForGood = ~std::uint32_t{0};
constexpr std::uint32_t kBurst = 4;  // What a retry must survive of an error that passes.
constexpr unsigned kCuts = 3;

constinit State ownState;

}  // namespace

constinit State* state = &ownState;

unsigned variantCount(const Call& call) {
  return 2 * call.errorCount + (call.canBeCut ? kCuts : 0);
}

Variant variantOf(const Call& call, unsigned number) {
  if (number < call.errorCount) return {{call.errors[number], Cut::None}, 0};
  number -= call.errorCount;
  if (number < call.errorCount) {
    const bool passes = ((call.passing >> number) & 1) != 0;
    return {{call.errors[number], Cut::None}, passes ? kBurst : kForGood};
  }
  number -= call.errorCount;
  if (number == 0) return {{0, Cut::OneByte}, 0};
  if (number == 1) return {{0, Cut::Half}, 0};
  return {{0, Cut::OneByte}, kForGood};
}

std::string variantName(const Call& call, unsigned number) {
  if (number >= 2 * call.errorCount) return number - 2 * call.errorCount == 1 ? "half" : "1 byte";
  std::string_view names = call.errorNames;
  for (unsigned i = 0; i < number % call.errorCount; ++i) names.remove_prefix(names.find(',') + 2);
  return std::string(names.substr(0, names.find(',')));
}

Fault countUse(const Call& call, const void* site) noexcept {
  const std::uint32_t use = state->uses.fetch_add(1) + 1;
  if (use <= State::kLogged) state->log[use - 1].store(&call, std::memory_order_relaxed);
  const bool first = use == state->failAt.load();
  if (!first && state->hit.load() != &call) return {};
  const std::uint32_t number = state->variant.load();
  if (number >= variantCount(call)) return {};
  const Variant variant = variantOf(call, number);
  if (first) {
    state->hit.store(&call);
    state->site.store(site);
  } else if (state->repeated.fetch_add(1) >= variant.repetitions) {
    return {};
  }
  state->injections.fetch_add(1);
  return variant.fault;
}

bool countAllocation() noexcept {
  const std::uint32_t use = state->uses.fetch_add(1) + 1;
  const std::uint32_t failAt = state->failAt.load();
  const bool forGood = state->variant.load() != 0;
  if (use != failAt && !(forGood && failAt != 0 && use > failAt)) return false;
  state->injections.fetch_add(1);
  return true;
}

void decline() noexcept { state->injections.fetch_sub(1); }

}  // namespace sys::faults

#include "platform/FaultPoint.cpp"
