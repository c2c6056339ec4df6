// lib/sys/Unix/WakeUp.cpp -- A pipe, which every Unix has.
#include "Unix/WakeUp.hpp"

#include <unistd.h>

#include "PipeOs.hpp"
#include "Unix/Unix.hpp"

namespace sys::posix {

WakeUp::WakeUp() {
  PipeEnds ends = openPipe(false);
  reader_ = std::move(ends.ours);
  writer_ = std::move(ends.theirs);
}

// It holds one byte at most, by the Demuxer's own count, and so never blocks.
void WakeUp::send() const noexcept {
  retryOnInterrupt([&] { return ::write(writer_.get(), "", 1); });
}

void WakeUp::take() const noexcept {
  char bytes[64];
  while (retryOnInterrupt([&] { return ::read(reader_.get(), bytes, sizeof bytes); }) > 0) {
  }
}

}  // namespace sys::posix
