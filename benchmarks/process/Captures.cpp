// benchmarks/process/Captures.cpp -- What is captured is kept and counted: a capture that loses
// something is none.
#include "Captures.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "Die.hpp"
#include "Processor.hpp"
#include "ProcessorTime.hpp"

namespace bench {

namespace {

struct Options {
  const char* child = nullptr;
  bool merged = false;
  bool oneProcessor = false;
  std::size_t times = 5;
};

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    if (flag == "--merged") {
      options.merged = true;
    } else if (flag == "--one-processor") {
      options.oneProcessor = true;
    } else if (flag == "--child" && i + 1 < argc) {
      options.child = argv[++i];
    } else if (flag == "--times" && i + 1 < argc) {
      options.times = static_cast<std::size_t>(std::max(1, std::atoi(argv[++i])));
    } else {
      std::fprintf(stderr, "%s: no such option\n", argv[i]);
      std::exit(1);
    }
  }
  return options;
}

bool isComplete(const Received& received, bool merged) {
  const auto count = [](const std::string& text, char letter) {
    return static_cast<std::size_t>(std::ranges::count(text, letter));
  };
  return count(received.output, 'o') == kWritten &&
         count(merged ? received.output : received.error, 'e') == kWritten;
}

double middle(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace

int measureCaptures(int argc, char** argv, Received (*separate)(const char* child),
                    Received (*merged)(const char* child)) {
  const Options options = parse(argc, argv);
  if (options.child == nullptr) {
    std::fprintf(stderr, "--child is needed\n");
    return 1;
  }
  if (options.oneProcessor) runOnFirstProcessor();
  std::vector<double> took, used;
  while (took.size() < options.times) {
    const double processor = processorMicroseconds();
    const auto begin = std::chrono::steady_clock::now();
    const Received received = (options.merged ? merged : separate)(options.child);
    const auto end = std::chrono::steady_clock::now();
    used.push_back((processorMicroseconds() - processor) / 1000);
    took.push_back(std::chrono::duration<double, std::milli>(end - begin).count());
    if (!isComplete(received, options.merged)) {
      std::fprintf(stderr, "not everything was captured\n");
      return 1;
    }
  }
  std::printf("capture_ms %.2f\ncpu_ms %.2f\n", middle(took), middle(used));
  return 0;
}

}  // namespace bench
