// benchmarks/Words.cpp -- Programs of one family understand their command lines in one way.
#include "Words.hpp"

#include "sys/Process.hpp"
#include "sys/Terminal.hpp"

namespace bench {

const std::string& Words::take() {
  if (areTaken()) throw std::string("a word is missing at the end. See --help.");
  return words_[at_++];
}

const std::string& Words::after(std::string_view flag) {
  if (areTaken()) throw std::string(flag) + ": a word is missing after it. See --help.";
  return words_[at_++];
}

void refuse(std::string_view flag) { throw std::string(flag) + ": no such option. See --help."; }

int runProgram(std::string_view name, std::string_view help, int argc, const char* const* argv,
               const std::function<void(Words& words)>& work) {
  try {
    sys::Process::prepare();
    const std::vector<std::string> words = sys::Process::arguments(argc, argv);
    if (words.empty() || words[0] == "--help" || words[0] == "-h") {
      sys::Terminal::output().write(help);
      return words.empty() ? 1 : 0;
    }
    Words all(words);
    work(all);
    return 0;
  } catch (const std::string& error) {
    sys::Terminal::error().write(std::string(name) + ": " + error + "\n");
    return 1;
  }
}

}  // namespace bench
