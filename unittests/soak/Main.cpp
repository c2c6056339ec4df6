// unittests/soak/Main.cpp -- One kind of work, and one line about it.
#include <charconv>
#include <chrono>
#include <thread>

#include "Work.hpp"
#include "sys/Terminal.hpp"

namespace {

using Clock = std::chrono::steady_clock;

struct Kind {
  const char* name;
  std::uint64_t count;
  std::string (*run)(const soak::Order& order);
};

constexpr Kind kKinds[] = {{"lines", 1'000'000, soak::splitLines},
                           {"arguments", 100'000, soak::passArguments},
                           {"starts", 1'000'000, soak::startChildren},
                           {"captures", 2000, soak::readStreams},
                           {"programs", 2000, soak::writePrograms}};

constexpr const char* kHelp =
    "soak KIND [COUNT] [--seed N]: lines, arguments, starts, captures or programs, so many.\n"
    "Ends with a line about it; exit code 1 if anything was not as it has to be.\n";

template <typename Number>
Number numberOf(const std::string& text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw text + ": no number. See --help.";
  }
  return number;
}

const Kind& kindOf(const std::string& name) {
  for (const Kind& kind : kKinds) {
    if (name == kind.name) return kind;
  }
  throw name + ": no such kind. See --help.";
}

// The exit code.
int run(const Kind& kind, std::uint64_t count, std::uint32_t seed) {
  soak::Failures failures;
  const Clock::time_point begin = Clock::now();
  const std::string what = kind.run({count, seed, failures});
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - begin);
  const std::string again =
      std::string(kind.name) + " " + std::to_string(count) + " --seed " + std::to_string(seed);
  sys::Terminal::output().write(again + ": " + std::to_string(count) + " " + what + "; " +
                                std::to_string(seconds.count()) + " s, " +
                                std::to_string(failures.count()) + " failures\n");
  return failures.count() == 0 ? 0 : 1;
}

int work(const std::vector<std::string>& words) {
  const Kind& kind = kindOf(words[0]);
  std::uint64_t count = kind.count;
  auto seed = static_cast<std::uint32_t>(Clock::now().time_since_epoch().count() % 1'000'000);
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] != "--seed") {
      count = numberOf<std::uint64_t>(words[i]);
    } else if (++i < words.size()) {
      seed = numberOf<std::uint32_t>(words[i]);
    } else {
      throw std::string("--seed: a number is missing after it. See --help.");
    }
  }
  return run(kind, count, seed);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    sys::Process::prepare();
    const std::vector<std::string> words = sys::Process::arguments(argc, argv);
    if (words.empty() || words[0] == "--help") {
      sys::Terminal::output().write(kHelp);
      return words.empty() ? 1 : 0;
    }
    while (words[0] == soak::kStay) std::this_thread::sleep_for(std::chrono::hours(1));
    return work(words);
  } catch (const std::string& error) {
    sys::Terminal::error().write("soak: " + error + "\n");
    return 1;
  }
}
