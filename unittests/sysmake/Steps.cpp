// unittests/sysmake/Steps.cpp -- Commands that tell what they have read, so that a file that is not
// up to date shows.
#include "Steps.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <thread>

#include "TestHandles.hpp"
#include "sys/CommandLine.hpp"
#include "sys/Demuxer.hpp"
#include "sys/File.hpp"
#include "sys/FileStatus.hpp"
#include "sys/Process.hpp"
#include "sys/Signals.hpp"
#include "sys/Terminal.hpp"
#include "sysmake/State.hpp"

namespace sysmake {

namespace {

using Words = std::vector<std::string>;

constexpr int kFailed = 3;

Words wordsOf(std::string_view text) {
  Words words;
  std::string word;
  for (const char character : std::string(text) + " ") {
    if (character != ' ' && character != '\n') {
      word += character;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

void append(const std::string& path, std::string_view text) {
  sys::File file = sys::File::openToAppend(path);
  file.append(text);
  file.close();
}

std::string contentOf(const std::string& path) {
  return sys::File::read(path).value_or("(missing)");
}

bool has(const Words& words, std::string_view flag) {
  return std::find(words.begin(), words.end(), flag) != words.end();
}

// What the dyndep file `path` says of `output`: outputs and inputs.
struct Told {
  Words outputs;
  Words inputs;
};

Told toldBy(const std::string& path, const std::string& output) {
  const Words words = wordsOf(contentOf(path));
  Told told;
  Words* into = nullptr;
  bool isMine = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "build") {
      isMine = words.at(i + 1) == output || words.at(i + 1) == output + ":";
      into = &told.outputs;
    } else if (words[i] == "dyndep") {
      into = &told.inputs;
    } else if (isMine && words[i] != "|" && words[i] != output && words[i] != ":") {
      into->push_back(words[i]);
    }
  }
  return told;
}

// Whether the step may go on; it leaves its trace in any case.
bool begin(const Words& words) {
  append("ran", words.at(1) + "\n");
  if (!sys::File::read("fail." + words[1])) return true;
  sys::Terminal::error().write(words[1] + " fails\n");
  return false;
}

// In two pieces, so that who is ended meanwhile leaves a half; what may stay the same, in one step.
void write(const std::string& path, const std::string& content, bool leavesSame) {
  if (leavesSame) {
    if (sys::File::read(path) != content) sys::File::replace(path, content);
    return;
  }
  sys::File::remove(path);
  const std::string_view text = content;
  append(path, text.substr(0, text.size() / 2));
  append(path, text.substr(text.size() / 2));
}

int make(const Words& words) {
  if (!begin(words)) return kFailed;
  Words outputs = wordsAfter(words, "-o");
  Words inputs = wordsAfter(words, "-i");
  Words deps;
  if (!inputs.empty()) {
    const Words said = wordsOf(contentOf(inputs[0]));
    const auto uses = std::find(said.begin(), said.end(), "uses");
    if (uses != said.end()) deps.assign(uses + 1, said.end());
  }
  inputs.insert(inputs.end(), deps.begin(), deps.end());
  for (const std::string& file : wordsAfter(words, "-r")) inputs.push_back(file);
  for (const std::string& file : wordsAfter(words, "-y")) {
    const Told told = toldBy(file, outputs.at(0));
    outputs.insert(outputs.end(), told.outputs.begin(), told.outputs.end());
    inputs.insert(inputs.end(), told.inputs.begin(), told.inputs.end());
  }

  std::string read = words.at(2);
  for (const std::string& input : inputs) read += "\n" + input + ": " + contentOf(input);
  const std::uint64_t hash = hashCommand(read);
  const bool restats = has(words, "-restat");
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const std::uint64_t told = restats ? hash >> i & 1 : hash + i;
    write(outputs[i], words[1] + " " + std::to_string(told), restats);
  }
  for (const std::string& file : wordsAfter(words, "-d")) {
    std::string rule = outputs.at(0) + ":";
    for (const std::string& dep : deps) rule += " " + dep;
    sys::File::replace(file, rule + "\n");
  }
  return 0;
}

int copy(const Words& words) {
  if (!begin(words)) return kFailed;
  write(words.at(3), contentOf(words.at(2)), true);
  return 0;
}

int print(const Words& words) {
  begin(words);
  for (int left = std::stoi(words.at(2)); left > 0; --left) {
    sys::Terminal::output().write(words[1]);
    std::this_thread::yield();
    sys::Terminal::error().write("!\n");
  }
  return kFailed;
}

// Twice, by both ways, as a compiler would.
int paint(const Words& words) {
  begin(words);
  const bool isAtTerminal = sys::Terminal::error().isInteractive();
  sys::Terminal::output().write(isAtTerminal ? "\x1b[31mred\x1b[0m\n" : "red\n");
  sys::File::replace(words.at(2), std::to_string(sys::Terminal::output().width()));
  return 0;
}

int niceness(const Words& words) {
  begin(words);
  sys::File::replace(words.at(2), std::to_string(ownNiceness()));
  return 0;
}

int allocate(const Words& words) {
  begin(words);
  const std::uint64_t atFirst = ownLimitedMemory();
  const std::string memory(std::stoul(words.at(2)) << 20, 'x');
  const bool has = memory.find('y') == std::string::npos;
  if (has) sys::File::replace(words.at(3), std::to_string(atFirst));
  return has ? 0 : kFailed;
}

// Not longer than its build's directory is there: a build that was killed leaves it behind.
int await(const Words& words) {
  begin(words);
  while (!sys::File::read(words.at(2))) {
    if (!sys::FileStatus::of("build.ninja")) return 1;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  append(words.at(3), words[1]);
  return 0;
}

int hang(const Words& words) {
  begin(words);
  append(words.at(2), "half");
  sys::File::replace("pid." + words[1], std::to_string(ownProcessId()));
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

// Writes a file that nobody wants and removes it when it is asked to end. It looks up now and then:
// ThreadSanitizer keeps a signal that comes just before a wait until that is over.
int part(const Words& words) {
  heedInterrupts();
  begin(words);
  struct Loop {
    bool isAsked = false;
    void ended() { isAsked = true; }
  };
  sys::Interrupt interrupt;
  sys::Demuxer demuxer;
  Loop loop;
  interrupt.start(demuxer, sys::Completion::to<&Loop::ended>(loop));
  append(words.at(2), "scratch");
  while (!loop.isAsked) {
    demuxer.runUntil(std::chrono::steady_clock::now() + std::chrono::milliseconds(50));
  }
  sys::File::remove(words[2]);
  return 1;
}

// Writes a file when it is asked to end, and does not end.
int stay(const Words& words) {
  part(words);
  return hang({"stay", words[1], "asked"});
}

// In a session of its own; writes a letter now and then, as long as its build's directory is there.
int apart(const Words& words) {
  leaveSession();
  while (sys::FileStatus::of("build.ninja")) {
    append(words.at(1), "x");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return 0;
}

// Leaves its session with a second process and waits for that.
int leave(const Words& words) {
  begin(words);
  sys::Command command(sys::Process::executable().text());
  command.arguments({"--step", "apart", words.at(2)}).sharesTerminal();
  return sys::Process::start(command).wait().succeeded() ? 0 : kFailed;
}

}  // namespace

std::vector<std::string> wordsAfter(const std::vector<std::string>& words, std::string_view flag) {
  const auto begin = std::find(words.begin(), words.end(), flag);
  if (begin == words.end()) return {};
  const auto end = std::find_if(begin + 1, words.end(),
                                [](const std::string& word) { return word.starts_with('-'); });
  return {begin + 1, end};
}

int runStep(const std::vector<std::string>& arguments) {
  static const std::map<std::string, int (*)(const Words&), std::less<>> kinds = {
      {"make", make},         {"copy", copy},   {"print", print},       {"hang", hang},
      {"part", part},         {"stay", stay},   {"await", await},       {"leave", leave},
      {"niceness", niceness}, {"paint", paint}, {"allocate", allocate}, {"apart", apart}};
  return kinds.at(arguments.at(0))(arguments);
}

std::string stepCommand() {
  std::string command;
  for (const char character : sys::CommandLine::quote(sys::Process::executable().text())) {
    command += character;
    if (character == '$') command += '$';
  }
  return command + " --step ";
}

}  // namespace sysmake
