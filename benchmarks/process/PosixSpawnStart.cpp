// benchmarks/process/PosixSpawnStart.cpp -- What the C library has: it leaves the child all that it
// is not told of.
#include <gnu/libc-version.h>
#include <spawn.h>
#include <unistd.h>

#include <cerrno>

#include "Starts.hpp"

static void startAll(bench::Starts& starts) {
  char* const arguments[] = {const_cast<char*>(starts.child()), nullptr};
  starts.each([&] {
    pid_t child = -1;
    errno = ::posix_spawn(&child, arguments[0], nullptr, nullptr, arguments, ::environ);
    if (errno != 0) bench::die("posix_spawn");
    bench::reap(child);
  });
}

int main(int argc, char** argv) {
  return bench::measureStarts(argc, argv, std::string("glibc ") + ::gnu_get_libc_version(),
                              &startAll);
}
