#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "sys/Path.hpp"
#include "sys/Process.hpp"

namespace soak {

/// What went wrong, from any thread: counted, and the first few shown.
class Failures {
public:
  void add(const std::string& what);
  std::uint64_t count() const { return count_; }

private:
  std::mutex mutex_;
  std::atomic<std::uint64_t> count_{0};
};

/// What is to be done: how much of it, from which seed. What each kind of work returns says what
/// was done.
struct Order {
  std::uint64_t count;
  std::uint32_t seed;
  Failures& failures;
};

/// Random argument vectors, joined into lines that dash and bash split, and `CommandLine::split`.
std::string splitLines(const Order& order);

/// Random argument vectors that a child writes back.
std::string passArguments(const Order& order);

/// Children started and awaited, of which nothing is left.
std::string startChildren(const Order& order);

/// Children whose two streams are read to their ends while others live on.
std::string readStreams(const Order& order);

/// Programs written, closed and started while other threads start children.
std::string writePrograms(const Order& order);

/// The word that makes this program a child that lives until it is ended.
inline constexpr const char* kStay = "--stay";

/// How many threads the work is shared between.
inline constexpr unsigned kThreads = 4;

/// Calls `work` for 0, 1, ... up to `count`, in turn, from all threads, until it has been called
/// for each. What it throws is a failure.
void forEach(const Order& order, std::uint64_t count,
             const std::function<void(std::uint64_t)>& work);

/// A child that lives until it is ended.
sys::Command stayCommand();

/// A program that was built beside this one.
sys::Path programBeside(std::string_view name);

/// The seed of the `index`th piece of work.
std::uint32_t seedOf(const Order& order, std::uint64_t index);

}  // namespace soak
