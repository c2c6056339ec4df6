// benchmarks/process/SysStart.cpp -- The library's start, as a program uses it.
#include <cstdio>
#include <cstdlib>

#include "Starts.hpp"
#include "sys/Process.hpp"

static void startAll(bench::Starts& starts) {
  try {
    starts.each([&] {
      const sys::ExitStatus status = sys::Process::start(sys::Command(starts.child())).wait();
      if (!status.succeeded()) throw "the child " + status.describe();
    });
  } catch (const std::string& error) {
    std::fprintf(stderr, "SysStart: %s\n", error.c_str());
    std::exit(1);
  }
}

int main(int argc, char** argv) {
  return bench::measureStarts(argc, argv, "sys " SYS_VERSION, &startAll);
}
