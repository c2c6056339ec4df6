// benchmarks/process/ForkStart.cpp -- What POSIX has always had: the child is a copy.
#include <unistd.h>

#include "Starts.hpp"

static void startAll(bench::Starts& starts) {
  char* const arguments[] = {const_cast<char*>(starts.child()), nullptr};
  starts.each([&] {
    const pid_t child = ::fork();
    if (child == 0) {
      ::execve(arguments[0], arguments, ::environ);
      ::_exit(127);
    }
    if (child == -1) bench::die("fork");
    bench::reap(child);
  });
}

int main(int argc, char** argv) {
  return bench::measureStarts(argc, argv, bench::systemVersion(), &startAll);
}
