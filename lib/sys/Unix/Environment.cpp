// lib/sys/Unix/Environment.cpp -- `environ` is read as it stands; programs that change it know what
// their threads do.
#include "EnvironmentOs.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "Unix/Unix.hpp"

// Where Unixes differ; see platform/EnvironmentPointer.cpp.
static char** environmentPointer();

namespace sys {

std::vector<std::string> Environment::Os::entries() {
  std::vector<std::string> entries;
  char** variables = environmentPointer();
  while (variables != nullptr && *variables != nullptr) entries.emplace_back(*variables++);
  return entries;
}

bool Environment::Os::isProgram(const Path& path) {
  struct stat status {};
  return ::stat(path.text().c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         ::access(path.text().c_str(), X_OK) == 0;
}

std::vector<std::string> Environment::Os::programExtensions(const Environment&) { return {}; }

}  // namespace sys

#include "platform/EnvironmentPointer.cpp"
