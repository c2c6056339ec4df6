// lib/sys/Unix/ExecutablePath.cpp -- POSIX does not tell; every /proc does, under one of three
// names.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <string>

#include "Error.hpp"
#include "sys/Path.hpp"

namespace sys::posix {

static Path executablePath() {
  std::string target(256, '\0');
  for (const char* link : {"/proc/self/exe", "/proc/curproc/exe", "/proc/curproc/file"}) {
    for (;;) {
      const ssize_t length = ::readlink(link, target.data(), target.size());
      if (length == -1) break;
      if (static_cast<std::size_t>(length) < target.size()) {
        target.resize(static_cast<std::size_t>(length));
        return Path(target);
      }
      target.resize(target.size() * 2);
    }
  }
  fail("/proc", "cannot tell which program this is", lastSystemCode());
}

}  // namespace sys::posix
