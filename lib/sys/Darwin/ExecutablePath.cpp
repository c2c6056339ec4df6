// lib/sys/Darwin/ExecutablePath.cpp -- dyld knows the path the program was started by; realpath
// makes it absolute.
#pragma once

#include <mach-o/dyld.h>

#include <cstdlib>
#include <string>

#include "Error.hpp"
#include "sys/Path.hpp"

namespace sys::posix {

static Path executablePath() {
  std::uint32_t size = 0;
  ::_NSGetExecutablePath(nullptr, &size);
  std::string started(size, '\0');
  if (::_NSGetExecutablePath(started.data(), &size) != 0) {
    fail("", "cannot tell which program this is", "the system keeps changing its mind");
  }
  char* resolved = ::realpath(started.c_str(), nullptr);
  if (resolved == nullptr)
    fail(started.c_str(), "cannot tell which program this is", lastSystemCode());
  const Path path{std::string_view(resolved)};
  ::free(resolved);
  return path;
}

}  // namespace sys::posix
