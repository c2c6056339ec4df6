// unittests/soak/Arguments.cpp -- What a child was given it writes back, byte for byte.
#include <atomic>

#include "HostileTexts.hpp"
#include "Work.hpp"
#include "sys/Process.hpp"

namespace soak {

namespace {

using namespace std::chrono_literals;

// Some are long lists, and some have an argument about as long as Linux takes one.
std::vector<std::string> shortOrLong(HostileTexts& texts) {
  constexpr std::string_view kAlphabet = HostileTexts::kAlphabet;
  const std::size_t kind = texts.below(1000);
  if (kind < 20) return texts.arguments(kAlphabet, 4000, 40);
  std::vector<std::string> arguments = texts.arguments(kAlphabet, 8, 24);
  if (kind < 25) arguments[0] = texts.next(kAlphabet, 131000);
  return arguments;
}

}  // namespace

std::string passArguments(const Order& order) {
  const std::string child = programBeside("soak_echo_child").text();
  std::atomic<std::uint64_t> total{0}, bytes{0};
  forEach(order, order.count, [&](std::uint64_t index) {
    HostileTexts texts(seedOf(order, index));
    const std::vector<std::string> arguments = shortOrLong(texts);
    std::string expected;
    for (const std::string& argument : arguments) expected.append(argument).push_back('\0');
    total += arguments.size();
    bytes += expected.size();
    expected += std::to_string(expected.size());
    const sys::Captured captured = sys::Process::capture(sys::Command(child).arguments(arguments),
                                                         std::chrono::steady_clock::now() + 60s);
    if (!captured.status || !captured.status->succeeded())
      throw "the child failed, vector " + std::to_string(index);
    if (captured.output != expected)
      throw "other arguments arrived, vector " + std::to_string(index);
  });
  return "argument vectors (" + std::to_string(total) + " arguments, " +
         std::to_string(bytes >> 20) + " MiB) written back by a child as they were";
}

}  // namespace soak
