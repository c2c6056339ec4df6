// lib/sys/Unix/Linux/WakeUp.cpp -- An eventfd: one descriptor, and 8 bytes instead of a page.
#include "Unix/WakeUp.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include "Unix/Unix.hpp"

namespace sys::posix {

WakeUp::WakeUp() : reader_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!reader_) fail("", "cannot wait for events", lastSystemCode());
}

void WakeUp::send() const noexcept {
  const std::uint64_t one = 1;
  retryOnInterrupt([&] { return ::write(reader_.get(), &one, sizeof one); });
}

void WakeUp::take() const noexcept {
  std::uint64_t count = 0;
  retryOnInterrupt([&] { return ::read(reader_.get(), &count, sizeof count); });
}

}  // namespace sys::posix
