// benchmarks/process/BoostStart.cpp -- Boost.Process, by fork as it does of itself.
#include <boost/process/child.hpp>
#include <boost/version.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "Starts.hpp"

static void startAll(bench::Starts& starts) {
  try {
    const boost::filesystem::path program(starts.child());
    starts.each([&] {
      boost::process::child child(program);
      child.wait();
      if (child.exit_code() != 0) bench::die("a child failed");
    });
  } catch (const std::exception& error) {
    std::fprintf(stderr, "BoostStart: %s\n", error.what());
    std::exit(1);
  }
}

int main(int argc, char** argv) {
  const std::string version =
      std::to_string(BOOST_VERSION / 100000) + "." + std::to_string(BOOST_VERSION / 100 % 1000);
  return bench::measureStarts(argc, argv, "Boost.Process " + version, &startAll);
}
