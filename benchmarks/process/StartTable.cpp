// benchmarks/process/StartTable.cpp -- All ways to start a child in all kinds of processes: tables
// of medians, in Markdown, and plots.
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "Table.hpp"

namespace {

constexpr const char* kHelp =
    "StartTable CHILDREN [--rounds N] [--plots DIRECTORY] [--only WORD] --of LABEL PROGRAM ...\n"
    "\n"
    "Starts the children of the directory CHILDREN by each program, from processes with more and\n"
    "fewer descriptors, memory and threads, N times; the order of the programs is reversed every\n"
    "time. Prints tables in Markdown. --only: tables whose name contains WORD.\n";

struct Child {
  const char* name;
  const char* program;
};

struct Memory {
  const char* name;
  const char* file;
  int mebibytes;
};

constexpr Child kChildren[] = {
    {"bare", "BareChild"}, {"static", "StaticChild"}, {"dynamic", "DynamicChild"}};
constexpr Memory kMemories[] = {{"10 MiB", "10mib", 10}, {"1 GiB", "1gib", 1024}};
constexpr int kDescriptors[] = {10, 1000, 10000};
constexpr int kThreads[] = {1, 2, 4};

class StartTable {
public:
  StartTable(std::string children, bench::TableOptions options)
      : children_(std::move(children)), table_(std::move(options)) {}

  void print() const {
    table_.printVersions();
    for (const Child& child : kChildren) {
      for (const Memory& memory : kMemories) print(child, memory);
    }
  }

private:
  void print(const Child& child, const Memory& memory) const {
    const std::string name = std::string(child.name) + " child, " + memory.name;
    if (!table_.isWanted(name)) return;
    std::vector<bench::Table::Column> columns;
    for (const int threads : kThreads) {
      for (const int descriptors : kDescriptors) {
        columns.push_back({std::to_string(descriptors) + " x " + std::to_string(threads),
                           run(child, memory, descriptors, threads)});
      }
    }
    table_.printMatrix(name + ", us per start, descriptors x threads", columns, "start_us");
    table_.printMatrix(name + ", thousand starts per second", columns, "starts_per_second", 1e-3);
  }

  bench::Outputs run(const Child& child, const Memory& memory, int descriptors, int threads) const {
    const std::string many = std::to_string(descriptors);
    const std::string options = " --child " + children_ + "/" + child.program + " --descriptors " +
                                many + " --memory " + std::to_string(memory.mebibytes) +
                                " --threads " + std::to_string(threads);
    bench::Outputs outputs =
        table_.run(many + " descriptors, " + memory.name, table_.rounds(),
                   [&](const std::string& program) { return program + options; });
    if (threads == 1) {
      table_.draw("process_" + std::string(child.name) + "_" + many + "_" + memory.file + ".svg",
                  "Start and end of a " + std::string(child.name) + " child, " + many +
                      " descriptors, " + memory.name,
                  "us", outputs, "start_us");
    }
    return outputs;
  }

  std::string children_;
  bench::Table table_;
};

}  // namespace

int main(int argc, char** argv) {
  return bench::runProgram("StartTable", kHelp, argc, argv, [](bench::Words& words) {
    const std::string& first = words.take();
    StartTable(first, bench::tableOptions(words)).print();
  });
}
