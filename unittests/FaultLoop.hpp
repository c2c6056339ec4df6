#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// Fails the library's system calls one by one: call 1, 2, 3 ... of a scenario, with each error the
// call may report, once and from then on, or cut short, until a run comes to its end without being
// hurt. What must hold whatever fails: a success or a std::string, nothing left behind, no hang.
namespace sys {

/// One run of a scenario.
class FaultRun {
public:
  /// Does `act`, the library's work, with calls failing as planned; everything outside is left in
  /// peace. What it returns, or nothing if it threw (for void: whether it did not). Everything
  /// `act` uses is best made before: an allocation of its own may be made to fail too.
  template <typename Act>
  auto call(Act&& act) {
    using Result = std::invoke_result_t<Act>;
    if constexpr (std::is_void_v<Result>) {
      return guarded([&] { act(); });
    } else {
      std::optional<Result> result;
      guarded([&] { result.emplace(act()); });
      return result;
    }
  }

  /// What the last `call` threw.
  const std::string& error() const { return error_; }

  /// Whether something was made to fail in this run so far.
  bool wasHurt() const;

  /// The system's code that the call which was made to fail reported; 0 is none.
  std::int64_t injectedError() const;

  /// A path in this run's own directory, which is empty at first.
  std::string path(std::string_view name) const;

private:
  friend class FaultLoop;

  bool guarded(const std::function<void()>& act);

  std::string error_;
  std::string directory_;
  const char* problem_ = nullptr;
  bool memory_ = false;
};

/// What a scenario may leave and needs.
struct FaultOptions {
  std::vector<std::string> files = {};  // Names it may leave in its directory.
  /// Where starting a program is slow (SYS_FAULT_WAYS in Faults.cmake), only a few of the ways a
  /// call may go wrong are tried at each place; the others' turn comes at the next.
  bool startsPrograms = false;
  /// It changes which handle of the system's own stands for something (on Windows the current
  /// directory is one): they are counted and not compared.
  bool movesHandles = false;
  bool isSample = false;  // Not the library: left out of the sum.
};

inline const FaultOptions kStartsPrograms = {.startsPrograms = true};

/// How a loop went, and the sum of all loops of the program.
struct FaultReport {
  std::string name;
  std::uint64_t runs = 0;
  std::uint64_t injections = 0;
  unsigned places = 0;    // Calls of the run that came to its end, one after the other.
  unsigned problems = 0;  // Each is reported as a failure of the test as well.
  std::map<std::string, std::map<std::string, std::uint64_t>> counts;  // By call and error.

  void add(const FaultReport& other);
  unsigned kinds() const;
};

class FaultLoop {
public:
  using Scenario = std::function<void(FaultRun&)>;

  /// Fails the system calls that `scenario` makes. Prints one line about it.
  static FaultReport run(std::string name, const Scenario& scenario, FaultOptions options = {});

  /// Fails the allocations: the 1st, 2nd, 3rd ..., each alone and with all that come after it.
  static FaultReport memory(std::string name, const Scenario& scenario, FaultOptions options = {});

  /// Prints the sum of all loops when the tests have ended.
  static void reportAtEnd();

private:
  class Runner;

  static FaultReport runAll(std::string name, const Scenario& scenario, FaultOptions options,
                            bool memory);
};

/// A test of what happens when calls and allocations fail. Where calls cannot be made to fail it is
/// shown as skipped, with the reason, once its allocations were.
class FaultTest : public ::testing::Test {
protected:
  /// Both loops.
  static void fail(const std::string& name, const FaultLoop::Scenario& scenario,
                   const FaultOptions& options = {});

  void TearDown() override;
};

}  // namespace sys
