// lib/sys/Unix/Environment.cpp -- The variables are an array that the process owns.
#include "EnvironmentOs.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/Directory.hpp"

// Where Unixes differ; see platform/EnvironmentPointer.cpp.
static char** environmentPointer();

namespace sys {

std::vector<std::string> Environment::Os::entries() {
  std::vector<std::string> entries;
  char** entry = environmentPointer();
  if (entry == nullptr) return entries;  // After clearenv.
  for (; *entry != nullptr; ++entry) entries.emplace_back(*entry);
  return entries;
}

// Without copying the others: the search for each program asks.
std::optional<std::string> Environment::Os::find(std::string_view name) {
  char** entry = environmentPointer();
  for (; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (text.starts_with(name) && text.substr(name.size()).starts_with('=')) {
      return std::string(text.substr(name.size() + 1));
    }
  }
  return std::nullopt;
}

Path Environment::Os::absolute(const Path& path) { return Directory::current().join(path); }

bool Environment::Os::isProgram(const Path& path) {
  struct stat status = {};
  return ::stat(path.text().c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         ::faccessat(AT_FDCWD, path.text().c_str(), X_OK, AT_EACCESS) == 0;
}

}  // namespace sys

#include "platform/EnvironmentPointer.cpp"
