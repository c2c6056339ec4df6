// unittests/Unix/Restrict.cpp -- POSIX has no way to take system calls away: asking for it fails.
#include <cstdlib>

namespace sys {

bool denySystemCalls() {
  if (std::getenv("SYS_TEST_DENY") == nullptr) return true;
  residue::say("SYS_TEST_DENY is set, but system calls cannot be denied on this system.\n");
  return false;
}

}  // namespace sys
