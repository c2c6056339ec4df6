// lib/sys/Unix/MostArguments.cpp -- POSIX tells one limit, of arguments and variables together.
#pragma once

#include <unistd.h>

#include <cstdint>

namespace sys::posix {

static ArgumentLimits mostArguments() {
  const long most = ::sysconf(_SC_ARG_MAX);
  return {most > 0 ? static_cast<std::uint64_t>(most) : UINT64_MAX, UINT64_MAX};
}

}  // namespace sys::posix
