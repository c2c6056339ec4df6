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
  if (number < 2 * call.errorCount) {
    const unsigned index = number / 2;
    const bool passes = ((call.passing >> index) & 1) != 0;
    return {{call.errors[index]}, number % 2 == 0 ? 0 : passes ? kBurst : kForGood};
  }
  switch (number - 2 * call.errorCount) {
    case 0:
      return {{0, Cut::OneByte}, 0};
    case 1:
      return {{0, Cut::Half}, 0};
    default:
      return {{0, Cut::OneByte}, kForGood};
  }
}

std::string variantName(const Call& call, unsigned number) {
  if (number >= 2 * call.errorCount) return number - 2 * call.errorCount == 1 ? "half" : "1 byte";
  std::string_view names = call.errorNames;
  for (unsigned i = 0; i < number / 2; ++i) names.remove_prefix(names.find(',') + 2);
  return std::string(names.substr(0, names.find(',')));
}

Fault countUse(const Call& call, const void* site) noexcept {
  const std::uint32_t use = state->uses.fetch_add(1) + 1;
  if (use <= State::kLogged) state->log[use - 1].store(&call, std::memory_order_relaxed);
  const bool first = use == state->failAt.load();
  if (first) {
    // Planned for another call than the one that comes: its ways have other numbers.
    state->variant.store(state->variant.load() % variantCount(call));
    state->hit.store(&call);
    state->site.store(site);
  } else if (state->hit.load() != &call) {
    return {};
  }
  Variant variant = variantOf(call, state->variant.load());
  if (!first && state->repeated.fetch_add(1) >= variant.repetitions) return {};
  state->injections.fetch_add(1);
  variant.fault.again = !first;
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
