// benchmarks/process/SysCapture.cpp -- The library's captures: two pipes in a loop, or all in one
// call.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "Captures.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Pipe.hpp"
#include "sys/Process.hpp"

namespace {

// One pipe of the child and what came of it.
class Reader {
public:
  explicit Reader(std::string& into) : into_(into), buffer_(bench::kPiece, '\0') {}

  sys::Pipe& pipe() { return pipe_; }

  void receiveMore(sys::Demuxer& demuxer) {
    demuxer_ = &demuxer;
    pipe_.receive(receive_, demuxer, buffer_, sys::Completion::to<&Reader::arrived>(*this));
  }

private:
  void arrived() {
    if (receive_.outcome() != sys::Outcome::Done) return;
    into_.append(buffer_, 0, receive_.count());
    receiveMore(*demuxer_);
  }

  std::string& into_;
  std::string buffer_;
  sys::Pipe pipe_;
  sys::Receive receive_;
  sys::Demuxer* demuxer_ = nullptr;
};

bench::Received captureSeparate(const char* child) {
  bench::Received received;
  Reader output(received.output);
  Reader error(received.error);
  sys::Demuxer demuxer;
  sys::Streams streams;
  streams.output(sys::Stream::pipe(output.pipe())).error(sys::Stream::pipe(error.pipe()));
  sys::Process process = sys::Process::start(sys::Command(child), streams);
  output.receiveMore(demuxer);
  error.receiveMore(demuxer);
  demuxer.run();
  if (!process.wait().succeeded()) throw std::string("the child failed");
  return received;
}

bench::Received captureMerged(const char* child) {
  sys::Captured captured = sys::Process::capture(sys::Command(child));
  if (!captured.status->succeeded()) throw std::string("the child failed");
  return {std::move(captured.output), {}};
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
