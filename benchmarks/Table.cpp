// benchmarks/Table.cpp -- Many contenders under many loads: what two commands compared do not show.
#include "Table.hpp"

#include <algorithm>

#include "Measure.hpp"
#include "Plot.hpp"
#include "sys/File.hpp"
#include "sys/Terminal.hpp"

namespace bench {

static void sayInTable(const std::string& text) { sys::Terminal::output().write(text); }

TableOptions tableOptions(Words& words) {
  TableOptions options;
  while (!words.areTaken()) {
    const std::string& flag = words.take();
    if (flag == "--plots") {
      options.plots = words.after(flag);
    } else if (flag == "--only") {
      options.only = words.after(flag);
    } else if (flag == "--rounds") {
      options.rounds = std::stoi(words.after(flag));
    } else if (flag == "--of") {
      Contender contender;
      contender.label = words.after(flag);
      contender.command = words.after(flag);
      options.contenders.push_back(contender);
    } else {
      refuse(flag);
    }
  }
  if (options.contenders.empty()) throw std::string("--of is needed. See --help.");
  return options;
}

bool Table::isWanted(std::string_view name) const {
  return name.find(options_.only) != std::string_view::npos;
}

void Table::printVersions() const {
  std::vector<std::string> versions;
  for (const Contender& contender : options_.contenders) {
    std::string version = outputOf(contender.command + " --version");
    version.erase(version.find('\n'));
    if (std::ranges::find(versions, version) == versions.end()) versions.push_back(version);
  }
  std::string line;
  for (const std::string& version : versions) line += (line.empty() ? "" : ", ") + version;
  sayInTable("Versions: " + line + "\n");
}

Outputs Table::run(std::string_view name, int rounds,
                   const std::function<std::string(const std::string& command)>& commandFor) const {
  const bool live = sys::Terminal::error().isInteractive();
  const std::size_t count = options_.contenders.size();
  Outputs outputs(count);
  for (int round = 0; round < rounds; ++round) {
    if (live) {
      sys::Terminal::error().write("\r" + std::string(name) + ": round " +
                                   std::to_string(round + 1) + " of " + std::to_string(rounds) +
                                   "  ");
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t contender = round % 2 == 0 ? i : count - 1 - i;
      outputs[contender].push_back(outputOf(commandFor(options_.contenders[contender].command)));
    }
  }
  if (live) sys::Terminal::error().write("\r\n");
  return outputs;
}

Series Table::seriesOf(std::size_t contender, const Outputs& outputs,
                       std::string_view metric) const {
  Series series{options_.contenders[contender].label, {}};
  for (const std::string& output : outputs[contender]) {
    series.values.push_back(metricOf(output, metric));
  }
  return series;
}

void Table::draw(const std::string& file, const std::string& title, const std::string& unit,
                 const Outputs& outputs, std::string_view metric) const {
  if (options_.plots.empty()) return;
  std::vector<Series> all;
  for (std::size_t i = 0; i < outputs.size(); ++i) all.push_back(seriesOf(i, outputs, metric));
  sys::File::replace(options_.plots + "/" + file, plot(title, unit, all));
}

Quartiles Table::quartiles(std::size_t contender, const Outputs& outputs,
                           std::string_view metric) const {
  return quartilesOf(seriesOf(contender, outputs, metric).values);
}

std::string Table::median(std::size_t contender, const Outputs& outputs, std::string_view metric,
                          double factor) const {
  const double value = quartiles(contender, outputs, metric).median * factor;
  if (value >= 100) return std::to_string(static_cast<long long>(value + 0.5));
  const std::string text = fixed(value);
  return value >= 10 ? text.substr(0, text.size() - 1) : text;
}

void Table::printRows(const std::string& title, const std::string& columns,
                      const std::function<std::string(std::size_t contender)>& cells) const {
  const auto bars = 1 + std::ranges::count(columns, '|');
  std::string text = "\n" + title + ":\n\n| | " + columns + " |\n|---|";
  for (std::ptrdiff_t i = 0; i < bars; ++i) text += "---|";
  for (std::size_t i = 0; i < options_.contenders.size(); ++i) {
    text += "\n| " + options_.contenders[i].label + " | " + cells(i) + " |";
  }
  sayInTable(text + "\n");
}

void Table::printMatrix(const std::string& title, std::span<const Column> columns,
                        std::string_view metric, double factor) const {
  std::string names;
  for (const Column& column : columns) names += (names.empty() ? "" : " | ") + column.name;
  printRows(title, names, [&](std::size_t contender) {
    std::string cells;
    for (const Column& column : columns) {
      cells += (cells.empty() ? "" : " | ") + median(contender, column.outputs, metric, factor);
    }
    return cells;
  });
}

}  // namespace bench
