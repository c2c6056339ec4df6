#pragma once

namespace sys {

/// Answers the system calls named in the variable SYS_TEST_DENY (separated by commas) as a system
/// does that does not have them, in this process and its children from now on. False, after saying
/// why, if that cannot be done.
bool denySystemCalls();

}  // namespace sys
