// benchmarks/process/Starts.cpp -- What a start costs depends on what the process has: descriptors,
// memory, threads.
#include "Starts.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include <algorithm>
#include <barrier>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <optional>
#include <string_view>
#include <thread>

#include "Processor.hpp"
#include "ProcessorTime.hpp"

namespace bench {

namespace {

constexpr const char* kHelp =
    "--child PROGRAM [--starts N] [--threads N] [--descriptors N] [--memory MIB] [--processors 1]\n"
    "\n"
    "Starts PROGRAM N times in each thread, for half a second at most, in a process that has\n"
    "opened so many descriptors and touched so much memory.\n";

struct Options {
  const char* child = nullptr;
  int starts = 1000;
  int threads = 1;
  int descriptors = 10;
  int memory = 10;
  int processors = 0;  // All.
};

[[noreturn]] void refuse(const char* word) {
  std::fprintf(stderr, "%s: not understood. See --help.\n", word);
  std::exit(1);
}

int* numberOf(Options& options, std::string_view flag) {
  if (flag == "--starts") return &options.starts;
  if (flag == "--threads") return &options.threads;
  if (flag == "--descriptors") return &options.descriptors;
  if (flag == "--memory") return &options.memory;
  if (flag == "--processors") return &options.processors;
  return nullptr;
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i += 2) {
    int* number = numberOf(options, argv[i]);
    if (i + 1 == argc || (number == nullptr && std::string_view(argv[i]) != "--child")) {
      refuse(argv[i]);
    }
    if (number == nullptr) {
      options.child = argv[i + 1];
    } else {
      *number = std::atoi(argv[i + 1]);
    }
  }
  if (options.child == nullptr || options.starts < 1 || options.threads < 1) refuse("--child");
  return options;
}

// As careful programs open them: closed in a child.
void openDescriptors(int count) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  for (int i = 0; i < count; ++i) {
    if (::open("/dev/null", O_RDONLY | O_CLOEXEC) == -1) die("/dev/null");
  }
}

// When all threads are ready, and what the process had used by then.
struct Beginning {
  Starts::Clock::time_point time;
  double processor = 0;
};

Beginning beginning;

void begin() noexcept { beginning = {Starts::Clock::now(), processorMicroseconds()}; }

std::optional<std::barrier<void (*)() noexcept>> everyThread;

void print(const std::vector<Starts>& threads) {
  const double processor = processorMicroseconds() - beginning.processor;
  std::vector<double> all;
  Starts::Clock::time_point end;
  for (const Starts& one : threads) {
    all.insert(all.end(), one.microseconds().begin(), one.microseconds().end());
    end = std::max(end, one.ended());
  }
  const auto count = static_cast<double>(all.size());
  const std::chrono::duration<double> took = end - beginning.time;
  const double sum = std::accumulate(all.begin(), all.end(), 0.0);
  std::nth_element(all.begin(), all.begin() + all.size() / 2, all.end());
  std::printf("start_us %.2f\nmean_us %.2f\ncpu_us %.2f\nstarts_per_second %.1f\n",
              all[all.size() / 2], sum / count, processor / count, count / took.count());
}

}  // namespace

void Starts::awaitOthers() { everyThread->arrive_and_wait(); }

int measureStarts(int argc, char** argv, const std::string& version,
                  void (*start)(Starts& starts)) {
  const std::string_view first = argc > 1 ? argv[1] : "--help";
  if (first == "--version" || first == "--help") {
    std::printf("%s\n", first == "--version" ? version.c_str() : kHelp);
    return 0;
  }
  const Options options = parse(argc, argv);
  if (options.processors == 1) runOnFirstProcessor();
  openDescriptors(options.descriptors);
  const std::vector<char> memory(static_cast<std::size_t>(options.memory) << 20, 1);
  everyThread.emplace(options.threads, &begin);
  std::vector<Starts> starts(static_cast<std::size_t>(options.threads),
                             Starts(options.child, options.starts));
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < starts.size(); ++i) {
    threads.emplace_back([&, i] { start(starts[i]); });
  }
  start(starts[0]);
  for (std::thread& thread : threads) thread.join();
  print(starts);
  return memory.empty() || memory.back() == 1 ? 0 : 1;
}

std::string systemVersion() {
  utsname system{};
  ::uname(&system);
  return std::string(system.sysname) + " " + system.release;
}

void reap(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) == -1) {
    if (errno != EINTR) die("waitpid");
  }
  if (status != 0) die("a child failed");
}

}  // namespace bench
