// unittests/soak/Work.cpp -- Every piece of work has a seed of its own, so that threads do not
// matter.
#include "Work.hpp"

#include <thread>
#include <vector>

#include "sys/Terminal.hpp"

namespace soak {

void Failures::add(const std::string& what) {
  constexpr std::uint64_t kShown = 10;
  const std::lock_guard lock(mutex_);
  if (count_++ < kShown) sys::Terminal::error().write("failure: " + what + "\n");
}

void forEach(const Order& order, std::uint64_t count,
             const std::function<void(std::uint64_t)>& work) {
  std::atomic<std::uint64_t> next{0};
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (std::uint64_t at = next++; at < count; at = next++) {
        try {
          work(at);
        } catch (const std::string& error) {
          order.failures.add(error);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

sys::Command stayCommand() {
  sys::Command command(sys::Process::executable().text());
  command.argument(kStay);
  return command;
}

sys::Path programBeside(std::string_view name) {
  return sys::Process::executable().parent().join(name);
}

std::uint32_t seedOf(const Order& order, std::uint64_t index) {
  return order.seed + static_cast<std::uint32_t>(index);
}

}  // namespace soak
