// lib/sys/Unix/RandomName.cpp -- getentropy, or the device where a kernel or sandbox lacks it.
#include "RandomName.hpp"

#include <sys/random.h>
#include <unistd.h>

#include "Unix/OpenFile.hpp"

namespace sys {

void fillRandom(unsigned char* bytes, std::size_t count) {
  if (::getentropy(bytes, count) == 0) return;
  constexpr const char* kDevice = "/dev/urandom";
  constexpr const char* kFailure = "no random bytes can be read";
  const OwnedHandle device = posix::openFile(kDevice, O_RDONLY);
  if (!device) fail(kDevice, kFailure, lastSystemCode());
  while (count > 0) {
    const ssize_t got = posix::retryOnInterrupt([&] { return ::read(device.get(), bytes, count); });
    if (got == -1) fail(kDevice, kFailure, lastSystemCode());
    if (got == 0) fail(kDevice, kFailure, "the device has come to an end");
    bytes += got;
    count -= static_cast<std::size_t>(got);
  }
}

}  // namespace sys
