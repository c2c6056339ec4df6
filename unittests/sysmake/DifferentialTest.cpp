// unittests/sysmake/DifferentialTest.cpp -- Whatever is changed, sysmake runs the very steps that
// Ninja runs, and the files are in the end what a build from scratch makes.
//
// SYS_TEST_SEEDS=FIRST-LAST tries other graphs than the few of a quick test, and more of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "RandomBuild.hpp"
#include "RealBuild.hpp"
#include "sys/Environment.hpp"

namespace sysmake {
namespace {

constexpr int kRounds = 6;

struct Seeds {
  std::uint64_t first = 1;
  std::uint64_t last = 4;
};

Seeds seeds() {
  const std::string text = sys::Environment::get("SYS_TEST_SEEDS").value_or("");
  const std::size_t dash = text.find('-');
  if (dash == std::string::npos) return {};
  return {std::stoull(text), std::stoull(text.substr(dash + 1))};
}

std::string described(const std::vector<FileChange>& changes) {
  std::string text;
  for (const FileChange& change : changes) {
    const char* kinds[] = {"written ", "touched ", "removed "};
    text += kinds[static_cast<std::size_t>(change.kind)] + change.file + " ";
    if (change.content.size() < 200) text += "'" + change.content + "'";
    text += "\n";
  }
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += word + " ";
  return text;
}

// Both tools side by side in directories of their own, to which the same is done.
class SideBySide {
public:
  SideBySide(std::string ninja, std::uint64_t seed) : random_(seed), theirs_(std::move(ninja)) {}

  RandomBuild& random() { return random_; }

  // False if they did not do the same.
  bool step(const std::vector<FileChange>& changes, const std::vector<std::string>& arguments);
  bool isAsFromScratch();

private:
  bool same(std::vector<std::string> arguments, bool isRepeated);
  std::vector<std::string> withoutRestless(const ToolRun& run, const ToolRun& ours) const;

  RandomBuild random_;
  RealBuild ours_;
  RealBuild theirs_;
  // Ninja before 1.12 forgets that a restat step has seen what an alias stands for, or a new
  // dependency, and runs it again.
  std::vector<std::string> restless_;
};

bool SideBySide::step(const std::vector<FileChange>& changes,
                      const std::vector<std::string>& arguments) {
  ours_.apply(changes);
  theirs_.apply(changes);
  const bool isSame = same(arguments, false) && same(arguments, true);
  if (!isSame) {
    ADD_FAILURE() << "arguments: " << joined(arguments) << "\nchanges:\n"
                  << described(changes) << "manifest:\n"
                  << ours_.read("build.ninja");
  }
  return isSame;
}

bool SideBySide::same(std::vector<std::string> arguments, bool isRepeated) {
  const ToolRun theirs = theirs_.run(arguments);
  arguments.insert(arguments.begin(), {"-d", "explain"});
  const ToolRun ours = ours_.run(arguments);
  if (isRepeated) {
    std::copy_if(theirs.steps.begin(), theirs.steps.end(), std::back_inserter(restless_),
                 [this](const std::string& name) { return random_.restats(name); });
  }
  const std::vector<std::string> expected = withoutRestless(theirs, ours);
  const bool isSame = ours.steps == expected && (ours.code == 0u) == (theirs.code == 0u) &&
                      ours_.files() == theirs_.files();
  EXPECT_EQ(ours.steps, expected);
  EXPECT_EQ(ours.code == 0u, theirs.code == 0u);
  EXPECT_EQ(ours_.files(), theirs_.files());
  EXPECT_TRUE(isSame) << (isRepeated ? "the same once more, " : "") << "sysmake:\n"
                      << ours.output << "ninja:\n"
                      << theirs.output;
  return isSame;
}

std::vector<std::string> SideBySide::withoutRestless(const ToolRun& run,
                                                     const ToolRun& ours) const {
  std::vector<std::string> steps;
  const auto has = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const std::string& name : run.steps) {
    if (!has(restless_, name) || has(ours.steps, name)) steps.push_back(name);
  }
  return steps;
}

// Whether sysmake has made what a build of the same sources in an empty directory makes.
bool SideBySide::isAsFromScratch() {
  if (!step(random_.repair(), {})) return false;
  if (!random_.tellsAll()) return true;
  return ours_.isAsFromScratch();
}

std::string ninja() {
  const auto found = sys::Environment::current().findProgram("ninja");
  return found ? found->text() : "";
}

TEST(Differential, RunsWhatNinjaRuns) {
  const std::string peer = ninja();
  if (peer.empty()) GTEST_SKIP() << "Ninja, to compare with, is not installed";
  const Seeds range = seeds();
  for (std::uint64_t seed = range.first; seed <= range.last; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SideBySide both(peer, seed);
    bool isSame = both.step(both.random().begin(), {"-k0"});
    for (int round = 1; round <= kRounds && isSame; ++round) {
      SCOPED_TRACE("round " + std::to_string(round));
      const std::vector<FileChange> changes = both.random().change();
      isSame = both.step(changes, both.random().arguments());
    }
    isSame = isSame && both.isAsFromScratch();
    ASSERT_TRUE(isSame) << "SYS_TEST_SEEDS=" << seed << "-" << seed;
  }
}

}  // namespace
}  // namespace sysmake
