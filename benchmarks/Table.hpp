#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "Statistics.hpp"
#include "Words.hpp"

namespace bench {

/// One of those that are measured side by side, and the command that runs it.
struct Contender {
  std::string label;
  std::string command;
};

/// What a program that prints tables is told:
/// `[--rounds N] [--plots DIRECTORY] [--only WORD] --of LABEL COMMAND ...`
struct TableOptions {
  std::string plots;
  std::string only;  // What is measured has this in its name.
  int rounds = 3;
  std::vector<Contender> contenders;
};

/// Throws for what it does not know.
TableOptions tableOptions(Words& words);

/// What each contender printed in each round.
using Outputs = std::vector<std::vector<std::string>>;

/// Contenders under the same loads, in tables of Markdown with a row for each.
class Table {
public:
  explicit Table(TableOptions options) : options_(std::move(options)) {}

  int rounds() const { return options_.rounds; }
  bool isWanted(std::string_view name) const;

  /// The first lines of what the contenders print for `--version`, each once.
  void printVersions() const;

  /// Runs what `commandFor` makes of each contender's command, one after the other, so many rounds;
  /// the order is reversed every time.
  Outputs run(std::string_view name, int rounds,
              const std::function<std::string(const std::string& command)>& commandFor) const;

  /// A plot of this metric as a file of the options' directory, if there is one.
  void draw(const std::string& file, const std::string& title, const std::string& unit,
            const Outputs& outputs, std::string_view metric) const;

  Quartiles quartiles(std::size_t contender, const Outputs& outputs, std::string_view metric) const;

  /// In fewer digits the larger it is.
  std::string median(std::size_t contender, const Outputs& outputs, std::string_view metric,
                     double factor = 1) const;

  /// A table whose cells are divided by bars, as its columns are.
  void printRows(const std::string& title, const std::string& columns,
                 const std::function<std::string(std::size_t contender)>& cells) const;

  struct Column {
    std::string name;
    Outputs outputs;
  };

  /// A table of the medians of one metric.
  void printMatrix(const std::string& title, std::span<const Column> columns,
                   std::string_view metric, double factor = 1) const;

private:
  Series seriesOf(std::size_t contender, const Outputs& outputs, std::string_view metric) const;

  TableOptions options_;
};

}  // namespace bench
