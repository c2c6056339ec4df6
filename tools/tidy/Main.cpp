// tools/tidy/Main.cpp -- The command line: what is checked, what is printed, and the exit code.
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "Checks.hpp"
#include "Thrown.hpp"
#include "Walk.hpp"
#include "sys/File.hpp"
#include "sys/Process.hpp"
#include "sys/Terminal.hpp"

namespace tidy {

namespace {

constexpr std::string_view kUsage =
    "usage: tidy [ROOT]           check the tree at ROOT (default: the current directory)\n"
    "       tidy --seams [ROOT]   print the list of seams for docs/porting.md\n"
    "       tidy --thrown DUMP... check what `objdump --reloc --syms` says of compiled code\n"
    "Exit code: 0 if all is well, 1 with violations, 2 if it could not be found out.\n";

enum ExitCode : int { kClean = 0, kViolations = 1, kFailed = 2 };

void print(const std::string& text) { sys::Terminal::output().write(text); }

int finish(std::size_t violations, const std::string& checked) {
  print("tidy: " + checked + ", " + std::to_string(violations) +
        (violations == 1 ? " violation\n" : " violations\n"));
  return violations == 0 ? kClean : kViolations;
}

int checkTree(const std::string& root) {
  const Tree tree = readTree(root);
  Report report;
  for (const Check check : allChecks()) check(tree, report);
  const std::vector<Violation> violations = report.take();
  for (const Violation& violation : violations) {
    print(violation.path + ":" + std::to_string(violation.line) + ": " + violation.message + "\n");
  }
  return finish(violations.size(), std::to_string(tree.sources().size()) + " files");
}

int checkThrown(const std::vector<std::string>& dumps) {
  std::size_t violations = 0;
  std::size_t sites = 0;
  for (const std::string& path : dumps) {
    const std::optional<std::string> dump = sys::File::read(path);
    if (!dump) throw path + ": cannot be checked because it does not exist. Check the spelling.";
    const Thrown thrown = findThrown(*dump);
    for (const std::string& problem : thrown.problems) print(path + ": " + problem + "\n");
    violations += thrown.problems.size();
    sites += thrown.throwSites;
  }
  if (sites == 0) {
    throw std::string(
        "tidy: nothing was checked because nothing in the dump throws. Make it by "
        "`objdump --reloc --syms`.");
  }
  return finish(violations, std::to_string(sites) + " places that throw");
}

int run(const std::vector<std::string>& arguments) {
  const std::string first = arguments.empty() ? std::string(".") : arguments[0];
  if (first == "--thrown") return checkThrown({arguments.begin() + 1, arguments.end()});
  if (first == "--seams" && arguments.size() <= 2) {
    print(seamList(readTree(arguments.size() == 2 ? arguments[1] : ".")));
    return kClean;
  }
  if (first.starts_with("-") || arguments.size() > 1) {
    sys::Terminal::error().write(kUsage);
    return kFailed;
  }
  return checkTree(first);
}

}  // namespace

}  // namespace tidy

int main(int argc, char** argv) {
  try {
    sys::Process::prepare();
    return tidy::run(sys::Process::arguments(argc, argv));
  } catch (const std::string& error) {
    sys::Terminal::error().write("tidy: " + error + "\n");
  } catch (const std::exception& error) {
    sys::Terminal::error().write("tidy: " + std::string(error.what()) + "\n");
  }
  return tidy::kFailed;
}
