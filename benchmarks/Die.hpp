#pragma once

namespace bench {

/// Ends the program with a message: `what` and the system's reason.
[[noreturn]] void die(const char* what);

}  // namespace bench
