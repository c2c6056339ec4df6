// benchmarks/process/VforkStart.cpp -- The floor: nothing but what every start needs.
#include <unistd.h>

#include "Starts.hpp"

static void startAll(bench::Starts& starts) {
  char* const arguments[] = {const_cast<char*>(starts.child()), nullptr};
  starts.each([&] {
    const pid_t child = ::vfork();
    if (child == 0) {
      ::execve(arguments[0], arguments, ::environ);
      ::_exit(127);
    }
    if (child == -1) bench::die("vfork");
    bench::reap(child);
  });
}

int main(int argc, char** argv) {
  return bench::measureStarts(argc, argv, bench::systemVersion(), &startAll);
}
