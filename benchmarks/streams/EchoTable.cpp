// benchmarks/streams/EchoTable.cpp -- All servers under all loads: tables of medians, in Markdown,
// and a plot for each load.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "Measure.hpp"
#include "Plot.hpp"
#include "Statistics.hpp"
#include "sys/File.hpp"
#include "sys/Process.hpp"
#include "sys/Terminal.hpp"

namespace {

constexpr const char* kHelp =
    "EchoTable --client PROGRAM --rounds N [--plots DIRECTORY] [--only WORD]\n"
    "          --server LABEL COMMAND ...\n"
    "\n"
    "Loads each server in each way, one after the other, N times; the order of the servers is\n"
    "reversed every time. Prints tables in Markdown. --only: loads whose name contains WORD.\n";

struct Load {
  const char* name;
  const char* file;  // Of its plot.
  const char* client;
  const char* server = "";
  int times = 1;  // So many times as often as the others.
};

// The numbers of messages are such that each takes a quarter of a second, and ten thousand
// connections a second.
constexpr Load kEchoes[] = {
    {"1 x 64 B", "1x64", "--connections 1 --size 64 --messages 5000"},
    {"1 x 1 KiB", "1x1024", "--connections 1 --size 1024 --messages 5000"},
    {"1 x 64 KiB", "1x65536", "--connections 1 --size 65536 --messages 3000 --warm 500"},
    {"100 x 64 B", "100x64", "--connections 100 --size 64 --messages 20000"},
    {"100 x 1 KiB", "100x1024", "--connections 100 --size 1024 --messages 20000"},
    {"100 x 64 KiB", "100x65536", "--connections 100 --size 65536 --messages 4000 --warm 500"},
    {"1000 x 64 B", "1000x64", "--connections 1000 --size 64 --messages 20000"},
    {"1000 x 1 KiB", "1000x1024", "--connections 1000 --size 1024 --messages 20000"},
    {"1000 x 64 KiB", "1000x65536", "--connections 1000 --size 65536 --messages 4000"},
    {"10000 x 64 B", "10000x64", "--connections 10000 --size 64 --messages 20000"},
    {"10000 x 1 KiB", "10000x1024", "--connections 10000 --size 1024 --messages 20000"},
    {"10000 x 64 KiB", "10000x65536", "--connections 10000 --size 65536 --messages 8000"},
};
constexpr Load kBar = {"100 x 128 B", "100x128",
                       "--processors 1 --connections 100 --size 128 --messages 30000", "", 3};
constexpr Load kAccepts = {"accept", "accept",
                           "--mode connect --connections 64 --messages 6000 --warm 500"};
constexpr Load kOneWay = {"one way", "oneway",
                          "--mode sink --connections 1 --size 65536 --messages 8000 --warm 20",
                          "--sink"};

struct Server {
  std::string label;
  std::string command;
};

struct Options {
  std::string client;
  std::string plots;
  std::string only;
  int rounds = 3;
  std::vector<Server> servers;
};

void say(const std::string& text) { sys::Terminal::output().write(text); }

Options parse(const std::vector<std::string>& words) {
  Options options;
  std::size_t at = 0;
  const auto next = [&](const std::string& flag) {
    if (at >= words.size()) throw flag + ": a word is missing after it. See --help.";
    return words[at++];
  };
  while (at < words.size()) {
    const std::string flag = words[at++];
    if (flag == "--client") {
      options.client = next(flag);
    } else if (flag == "--plots") {
      options.plots = next(flag);
    } else if (flag == "--only") {
      options.only = next(flag);
    } else if (flag == "--rounds") {
      options.rounds = std::stoi(next(flag));
    } else if (flag == "--server") {
      Server server;
      server.label = next(flag);
      server.command = next(flag);
      options.servers.push_back(server);
    } else {
      throw flag + ": no such option. See --help.";
    }
  }
  if (options.client.empty() || options.servers.empty()) {
    throw std::string("--client and --server are needed. See --help.");
  }
  return options;
}

// What the client printed, for each round of each server.
using Outputs = std::vector<std::vector<std::string>>;

bench::Series seriesOf(const Server& server, const std::vector<std::string>& outputs,
                       std::string_view metric) {
  bench::Series series{server.label, {}};
  for (const std::string& output : outputs) {
    series.values.push_back(bench::metricOf(output, metric));
  }
  return series;
}

class Table {
public:
  explicit Table(const Options& options) : options_(options) {}

  void printVersions() const {
    std::vector<std::string> versions;
    for (const Server& server : options_.servers) {
      std::string version = bench::outputOf(server.command + " --version");
      version.erase(version.find('\n'));
      if (std::ranges::find(versions, version) == versions.end()) versions.push_back(version);
    }
    std::string line;
    for (const std::string& version : versions) line += (line.empty() ? "" : ", ") + version;
    say("Versions: " + line + "\n");
  }

  void printEchoes() {
    std::vector<const Load*> loads;
    std::vector<Outputs> outputs;
    for (const Load& load : kEchoes) {
      if (!isWanted(load)) continue;
      loads.push_back(&load);
      outputs.push_back(run(load));
    }
    if (loads.empty()) return;
    printMatrix("Processor time of the server per message (us)", loads, outputs, "cpu_us");
    printMatrix("Thousand messages per second", loads, outputs, "messages_per_second", 1e-3);
    printMatrix("Latency, median (us)", loads, outputs, "p50_us");
    printMatrix("Latency, 99th percentile (us)", loads, outputs, "p99_us");
  }

  void printBar() {
    if (!isWanted(kBar)) return;
    const Outputs outputs = run(kBar);
    printRows(std::string(kBar.name) + ", median and quartiles",
              "us per message | quartiles | in user mode | thousand messages/s",
              [&](std::size_t server) {
                const bench::Quartiles cpu = quartiles(server, outputs, "cpu_us");
                return bench::fixed(cpu.median) + " | " + bench::fixed(cpu.lower) + " to " +
                       bench::fixed(cpu.upper) + " | " + median(server, outputs, "user_us") +
                       " | " + median(server, outputs, "messages_per_second", 1e-3);
              });
  }

  void printOthers() {
    if (!isWanted(kAccepts) || !isWanted(kOneWay)) return;
    const Outputs accepts = run(kAccepts);
    const Outputs oneWay = run(kOneWay);
    const Load idleLoad{"idle", "", "--connections 5000 --size 64 --messages 1 --warm 5000"};
    const Outputs idle = run(idleLoad);
    printRows("Connections, one way, memory",
              "thousand connections/s | us per connection | one way GB/s | us per 64 KiB | KiB per "
              "idle connection | KiB at start",
              [&](std::size_t server) {
                return median(server, accepts, "messages_per_second", 1e-3) + " | " +
                       median(server, accepts, "cpu_us") + " | " +
                       median(server, oneWay, "megabytes_per_second", 1e-3) + " | " +
                       median(server, oneWay, "cpu_us") + " | " +
                       median(server, idle, "connection_kib") + " | " +
                       median(server, idle, "idle_kib");
              });
  }

private:
  bool isWanted(const Load& load) const {
    return std::string_view(load.name).find(options_.only) != std::string_view::npos;
  }

  Outputs run(const Load& load) const {
    const std::size_t count = options_.servers.size();
    Outputs outputs(count);
    const int rounds = options_.rounds * load.times;
    for (int round = 0; round < rounds; ++round) {
      if (sys::Terminal::error().isInteractive()) {
        sys::Terminal::error().write("\r" + std::string(load.name) + ": round " +
                                     std::to_string(round + 1) + " of " + std::to_string(rounds) +
                                     "  ");
      }
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t server = round % 2 == 0 ? i : count - 1 - i;
        outputs[server].push_back(bench::outputOf(options_.client + " " + load.client + " -- " +
                                                  options_.servers[server].command + " " +
                                                  load.server));
      }
    }
    if (sys::Terminal::error().isInteractive()) sys::Terminal::error().write("\r\n");
    if (!options_.plots.empty() && *load.file != '\0') draw(load, outputs);
    return outputs;
  }

  void draw(const Load& load, const Outputs& outputs) const {
    std::vector<bench::Series> all;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      all.push_back(seriesOf(options_.servers[i], outputs[i], "cpu_us"));
    }
    const std::string title = "Server's processor time, " + std::string(load.name);
    sys::File::replace(options_.plots + "/streams_" + load.file + ".svg",
                       bench::plot(title, "us", all));
  }

  bench::Quartiles quartiles(std::size_t server, const Outputs& outputs,
                             std::string_view metric) const {
    return bench::quartilesOf(seriesOf(options_.servers[server], outputs[server], metric).values);
  }

  // In fewer digits the larger it is.
  std::string median(std::size_t server, const Outputs& outputs, std::string_view metric,
                     double factor = 1) const {
    const double value = quartiles(server, outputs, metric).median * factor;
    if (value >= 100) return std::to_string(static_cast<long long>(value + 0.5));
    const std::string text = bench::fixed(value);
    return value >= 10 ? text.substr(0, text.size() - 1) : text;
  }

  template <typename Cells>
  void printRows(const std::string& title, const std::string& columns, const Cells& cells) const {
    const auto bars = 1 + std::ranges::count(columns, '|');
    std::string text = "\n" + title + ":\n\n| | " + columns + " |\n|---|";
    for (std::ptrdiff_t i = 0; i < bars; ++i) text += "---|";
    for (std::size_t i = 0; i < options_.servers.size(); ++i) {
      text += "\n| " + options_.servers[i].label + " | " + cells(i) + " |";
    }
    say(text + "\n");
  }

  void printMatrix(const std::string& title, const std::vector<const Load*>& loads,
                   const std::vector<Outputs>& outputs, std::string_view metric,
                   double factor = 1) const {
    std::string columns;
    for (const Load* load : loads)
      columns += (columns.empty() ? "" : " | ") + std::string(load->name);
    printRows(title, columns, [&](std::size_t server) {
      std::string cells;
      for (const Outputs& of : outputs) {
        cells += (cells.empty() ? "" : " | ") + median(server, of, metric, factor);
      }
      return cells;
    });
  }

  const Options& options_;
};

}  // namespace

int main(int argc, char** argv) {
  try {
    sys::Process::prepare();
    const std::vector<std::string> words = sys::Process::arguments(argc, argv);
    if (words.empty() || words[0] == "--help") {
      say(kHelp);
      return words.empty() ? 1 : 0;
    }
    const Options options = parse(words);
    Table table(options);
    table.printVersions();
    table.printBar();
    table.printEchoes();
    table.printOthers();
    return 0;
  } catch (const std::string& error) {
    sys::Terminal::error().write("EchoTable: " + error + "\n");
    return 1;
  }
}
