// lib/sys/Windows/RandomName.cpp -- RtlGenRandom needs no provider and no library of its own.
#include "RandomName.hpp"

#include "Windows/Windows.hpp"
// Needs windows.h.
#include <ntsecapi.h>

namespace sys {

void fillRandom(unsigned char* bytes, std::size_t count) {
  if (RtlGenRandom(bytes, static_cast<ULONG>(count))) return;
  fail("", "no random bytes can be had", "the system has none");
}

}  // namespace sys
