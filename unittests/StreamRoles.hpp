#pragma once

#include <string>
#include <vector>

// Roles of children: what they do with their streams and in which session; see Children.hpp. All
// return the exit code.

/// Starts the child "both" with its streams "inherited", "swapped", or both the "output".
int relay(const std::vector<std::string>& arguments);

/// Writes to what is passed by the variables that follow, each its name; 3 if nobody reads it.
int writePassed(const std::vector<std::string>& arguments);

/// Prints all that it reads from what is passed by a variable.
int readPassed(const std::vector<std::string>& arguments);

/// Passes its own output on to a child that writes to it, as "write-passed" does.
int passOwn(const std::vector<std::string>& arguments);

/// Passes a child something that nobody reads; its exit code.
int writeUnread(const std::vector<std::string>& arguments);

/// As "write-passed", at the end of its input.
int writeLater(const std::vector<std::string>& arguments);

/// As "write-passed", but starts a child before, which it then waits for: for ever.
int leavePassed(const std::vector<std::string>& arguments);

/// Says who it is, and whether it is in the same session as the process that is named.
int tellSession(const std::vector<std::string>& arguments);

/// Starts the child that follows as nobody's, with its own streams, and ends.
int startDetached(const std::vector<std::string>& arguments);

/// Asks at the terminal of its session, whatever its streams are, and says whether that session is
/// also that of the process that is named.
int askTerminal(const std::vector<std::string>& arguments);

/// Says of each of its streams whether calls on it wait.
int tellWaits(const std::vector<std::string>& arguments);

/// Makes its streams never wait, and starts a child with them that tells whether they do.
int passNeverWaiting(const std::vector<std::string>& arguments);

inline constexpr int kUntold = 7;
inline constexpr int kCallsCannotBeDenied = 8;

/// Does not have the calls that SYS_TEST_DENY names, writing among them, and starts a child as
/// nobody's that runs on; `kUntold` if that is refused because nobody could tell of it.
int startUntold(const std::vector<std::string>& arguments);
