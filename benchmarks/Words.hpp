#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

/// The words of a command line, taken one after the other.
class Words {
public:
  explicit Words(std::vector<std::string> words) : words_(std::move(words)) {}

  bool areTaken() const { return at_ == words_.size(); }

  /// The next one; throws if there is none.
  const std::string& take();

  /// The one after `flag`, which was taken; throws if there is none.
  const std::string& after(std::string_view flag);

private:
  std::vector<std::string> words_;
  std::size_t at_ = 0;
};

/// Throws that there is no such option.
[[noreturn]] void refuse(std::string_view flag);

/// What `main` of such a program does: prints `help` where it is asked for or nothing is said, else
/// works with the words. Returns the program's exit code; what is thrown is printed.
int runProgram(std::string_view name, std::string_view help, int argc, const char* const* argv,
               const std::function<void(Words& words)>& work);

}  // namespace bench
