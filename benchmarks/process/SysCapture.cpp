// benchmarks/process/SysCapture.cpp -- The library's captures: two streams apart, or all in one.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "Captures.hpp"
#include "sys/Process.hpp"

namespace {

bench::Received capture(const char* child, sys::CapturedStreams streams) {
  sys::Captured captured = sys::Process::capture(sys::Command(child), sys::kForever,
                                                 sys::CaptureOptions().streams(streams));
  if (!captured.status->succeeded()) throw std::string("the child failed");
  return {std::move(captured.output), std::move(captured.error)};
}

bench::Received captureSeparate(const char* child) {
  return capture(child, sys::CapturedStreams::Separate);
}

bench::Received captureMerged(const char* child) {
  return capture(child, sys::CapturedStreams::Merged);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return bench::measureCaptures(argc, argv, &captureSeparate, &captureMerged);
  } catch (const std::string& error) {
    std::fprintf(stderr, "SysCapture: %s\n", error.c_str());
    return 1;
  }
}
