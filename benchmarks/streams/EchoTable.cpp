// benchmarks/streams/EchoTable.cpp -- All servers under all loads: tables of medians, in Markdown,
// and a plot for each load.
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "Statistics.hpp"
#include "Table.hpp"

namespace {

constexpr const char* kHelp =
    "EchoTable CLIENT [--rounds N] [--plots DIRECTORY] [--only WORD] --of LABEL SERVER ...\n"
    "\n"
    "Loads each server in each way by the client, one after the other, N times; the order of the\n"
    "servers is reversed every time. Prints tables in Markdown. --only: loads whose name contains\n"
    "WORD.\n";

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

class EchoTable {
public:
  EchoTable(std::string client, bench::TableOptions options)
      : client_(std::move(client)), table_(std::move(options)) {}

  void print() const {
    table_.printVersions();
    printBar();
    printEchoes();
    printOthers();
  }

private:
  void printEchoes() const {
    std::vector<bench::Table::Column> loads;
    for (const Load& load : kEchoes) {
      if (table_.isWanted(load.name)) loads.push_back({load.name, run(load)});
    }
    if (loads.empty()) return;
    table_.printMatrix("Processor time of the server per message (us)", loads, "cpu_us");
    table_.printMatrix("Thousand messages per second", loads, "messages_per_second", 1e-3);
    table_.printMatrix("Latency, median (us)", loads, "p50_us");
    table_.printMatrix("Latency, 99th percentile (us)", loads, "p99_us");
  }

  void printBar() const {
    if (!table_.isWanted(kBar.name)) return;
    const bench::Outputs outputs = run(kBar);
    table_.printRows(
        std::string(kBar.name) + ", median and quartiles",
        "us per message | quartiles | in user mode | thousand messages/s", [&](std::size_t server) {
          const bench::Quartiles cpu = table_.quartiles(server, outputs, "cpu_us");
          return bench::fixed(cpu.median) + " | " + bench::fixed(cpu.lower) + " to " +
                 bench::fixed(cpu.upper) + " | " + table_.median(server, outputs, "user_us") +
                 " | " + table_.median(server, outputs, "messages_per_second", 1e-3);
        });
  }

  void printOthers() const {
    if (!table_.isWanted(kAccepts.name) || !table_.isWanted(kOneWay.name)) return;
    const bench::Outputs accepts = run(kAccepts);
    const bench::Outputs oneWay = run(kOneWay);
    const Load idleLoad{"idle", "", "--connections 5000 --size 64 --messages 1 --warm 5000"};
    const bench::Outputs idle = run(idleLoad);
    table_.printRows(
        "Connections, one way, memory",
        "thousand connections/s | us per connection | one way GB/s | us per 64 KiB | KiB per "
        "idle connection | KiB at start",
        [&](std::size_t server) {
          return table_.median(server, accepts, "messages_per_second", 1e-3) + " | " +
                 table_.median(server, accepts, "cpu_us") + " | " +
                 table_.median(server, oneWay, "megabytes_per_second", 1e-3) + " | " +
                 table_.median(server, oneWay, "cpu_us") + " | " +
                 table_.median(server, idle, "connection_kib") + " | " +
                 table_.median(server, idle, "idle_kib");
        });
  }

  bench::Outputs run(const Load& load) const {
    bench::Outputs outputs =
        table_.run(load.name, table_.rounds() * load.times, [&](const std::string& server) {
          return client_ + " " + load.client + " -- " + server + " " + load.server;
        });
    if (*load.file != '\0') {
      table_.draw("streams_" + std::string(load.file) + ".svg",
                  "Server's processor time, " + std::string(load.name), "us", outputs, "cpu_us");
    }
    return outputs;
  }

  std::string client_;
  bench::Table table_;
};

}  // namespace

int main(int argc, char** argv) {
  return bench::runProgram("EchoTable", kHelp, argc, argv, [](bench::Words& words) {
    const std::string& first = words.take();
    EchoTable(first, bench::tableOptions(words)).print();
  });
}
