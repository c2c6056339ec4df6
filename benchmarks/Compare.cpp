// benchmarks/Compare.cpp -- Two commands, run in turn, and how their times, or what they measure
// themselves, compare: the ratio of each pair.
#include <string>
#include <vector>

#include "Measure.hpp"
#include "Plot.hpp"
#include "Statistics.hpp"
#include "Words.hpp"
#include "sys/File.hpp"
#include "sys/Terminal.hpp"

namespace {

constexpr const char* kHelp =
    "compare --bar NAME --limit NUMBER --pairs N [--title TEXT] [--svg FILE]\n"
    "        [--metric NAME --unit UNIT]\n"
    "        --ours LABEL COMMAND [--before-ours COMMAND]\n"
    "        [--theirs LABEL COMMAND [--before-theirs COMMAND]]\n"
    "\n"
    "Runs both commands N times in turn (the one that goes first changes), each after its\n"
    "'before' command, which is not measured. What counts is the time in milliseconds or, with\n"
    "--metric, the number in the line 'NAME NUMBER' that the commands print. The limit is one for\n"
    "the ratio of a pair, or for ours itself without theirs. Prints medians and quartiles and\n"
    "ends with: bar NAME MEASURED LIMIT met|short|unclear\n";

struct Side {
  bench::Series series;
  std::string command;
  std::string before;
};

struct Options {
  std::string bar;
  std::string title;
  std::string svg;
  std::string metric;
  std::string unit = "ms";
  double limit = 1;
  int pairs = 15;
  Side ours;
  Side theirs;
};

void say(const std::string& text) { sys::Terminal::output().write(text); }

Options parse(bench::Words& words) {
  Options options;
  while (!words.areTaken()) {
    const std::string& flag = words.take();
    if (flag == "--bar") {
      options.bar = words.after(flag);
    } else if (flag == "--title") {
      options.title = words.after(flag);
    } else if (flag == "--svg") {
      options.svg = words.after(flag);
    } else if (flag == "--metric") {
      options.metric = words.after(flag);
    } else if (flag == "--unit") {
      options.unit = words.after(flag);
    } else if (flag == "--limit") {
      options.limit = std::stod(words.after(flag));
    } else if (flag == "--pairs") {
      options.pairs = std::stoi(words.after(flag));
    } else if (flag == "--ours" || flag == "--theirs") {
      Side& side = flag == "--ours" ? options.ours : options.theirs;
      side.series.label = words.after(flag);
      side.command = words.after(flag);
    } else if (flag == "--before-ours") {
      options.ours.before = words.after(flag);
    } else if (flag == "--before-theirs") {
      options.theirs.before = words.after(flag);
    } else {
      bench::refuse(flag);
    }
  }
  if (options.ours.command.empty() || options.bar.empty()) {
    throw std::string("--bar and --ours are needed. See --help.");
  }
  return options;
}

void measure(Side& side, const std::string& metric) {
  if (side.command.empty()) return;
  if (!side.before.empty()) bench::outputOf(side.before);
  side.series.values.push_back(bench::measure(side.command, metric));
}

std::string summary(const bench::Series& series, const std::string& unit) {
  const bench::Quartiles q = bench::quartilesOf(series.values);
  return series.label + ": median " + bench::fixed(q.median) + " " + unit + ", quartiles " +
         bench::fixed(q.lower) + " to " + bench::fixed(q.upper) + "\n";
}

void measurePairs(Options& options) {
  const bool live = sys::Terminal::error().isInteractive();
  for (int pair = 0; pair < options.pairs; ++pair) {
    if (live) {
      sys::Terminal::error().write("\r" + options.bar + ": pair " + std::to_string(pair + 1) +
                                   " of " + std::to_string(options.pairs));
    }
    measure(pair % 2 == 0 ? options.ours : options.theirs, options.metric);
    measure(pair % 2 == 0 ? options.theirs : options.ours, options.metric);
  }
  if (live) sys::Terminal::error().write("\r\n");
}

void draw(const Options& options) {
  std::vector<bench::Series> all{options.ours.series};
  if (!options.theirs.command.empty()) all.push_back(options.theirs.series);
  const std::string& title = options.title.empty() ? options.bar : options.title;
  sys::File::replace(options.svg, bench::plot(title, options.unit, all));
}

void compare(Options& options) {
  measurePairs(options);
  say(summary(options.ours.series, options.unit));
  std::vector<double> measured = options.ours.series.values;
  if (!options.theirs.command.empty()) {
    say(summary(options.theirs.series, options.unit));
    measured = bench::ratios(options.ours.series, options.theirs.series);
  }
  const bench::Bar bar{options.bar, bench::quartilesOf(measured), options.limit, measured.size()};
  if (!options.theirs.command.empty()) {
    say("ratio: quartiles " + bench::fixed(bar.measured.lower) + " to " +
        bench::fixed(bar.measured.upper) + " of " + std::to_string(bar.pairs) + " pairs\n");
  }
  if (!options.svg.empty()) draw(options);
  say(bench::describe(bar) + "\n");
}

}  // namespace

int main(int argc, char** argv) {
  return bench::runProgram("compare", kHelp, argc, argv, [](bench::Words& words) {
    Options options = parse(words);
    compare(options);
  });
}
