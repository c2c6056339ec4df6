#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "Handle.hpp"
#include "sys/Process.hpp"

namespace sys {

/// What a child may be passed beside its three streams.
inline constexpr std::size_t kMostPassed = 13;

/// One stream of a child, as the platform gets it.
struct ChildStream {
  // Output, Error: this process's own. Terminal: the child's.
  enum class Kind : unsigned char { Inherited, Output, Error, Null, Handle, Terminal };

  Kind kind = Kind::Inherited;
  native::Handle handle = native::kNoHandle;  // Of kind Handle; stays the caller's.
};

/// What a child gets beside the three, never inherited by itself.
struct PassedStream {
  std::string variable;  // That is to tell the child its number.
  ChildStream stream;
};

/// A file that becomes a stream of a child.
struct StreamFile {
  // Replace: emptied, or created.
  enum class Use : unsigned char { Read, Replace, Append };

  const Path& path;
  Use use;
  const std::string& what;  // For an error: what cannot be done with it.
};

/// What each process may use of the machine; 0 is no limit.
struct LaunchLimits {
  std::uint64_t cpuSeconds = 0;
  std::uint64_t memory = 0;
  std::uint64_t openFiles = 0;
};

/// A command, checked and resolved.
struct Launch {
  std::string program;                     // Absolute.
  std::vector<std::string> arguments;      // With the program's name in front; of a line: nothing.
  std::string line;                        // Of a line on Windows.
  std::optional<Environment> environment;  // Nothing: this process's own.
  std::optional<Path> directory;
  std::optional<Command::ResponseFile> responseFile;
  ChildStream streams[3];
  std::vector<PassedStream> passed;             // If there are any, `environment` is given.
  native::Handle terminal = native::kNoHandle;  // See `PseudoTerminal::open`; stays the caller's.
  bool sharesTerminal = false;
  bool isNewSession = false;  // Given if there is a terminal.
  bool isDetached = false;    // Nobody's child.
  bool isContained = false;
  std::optional<Priority> priority;  // Nothing: this process's.
  LaunchLimits limits;
  std::vector<unsigned> processors;  // None: this process's.
};

/// How a child ended, as the platform tells it.
struct ChildEnd {
  std::uint32_t value = 0;  // The exit code, or the signal if one ended it.
  bool signalled = false;
  Usage usage;
  bool dumpedCore = false;
};

/// The words for a signal, "Segmentation fault"; the platform's.
std::string describeSignal(int signal);

/// What a platform must provide for Process.cpp.
struct Process::Os {
  /// Turns a command line in the host's own manner into something to launch: the shell on Unix, on
  /// Windows the line with its program.
  static void resolveLine(Launch& launch, const std::string& line);

  /// Whether the system takes so many arguments and variables, all in the command line.
  static bool fits(const Launch& launch);

  /// Whether this process has its standard stream of this number.
  static bool hasStream(int number) noexcept;

  /// Opens a file as programs expect a stream: its calls wait. Inherited by nobody by itself.
  /// Throws also for a directory.
  static OwnedHandle openFile(const StreamFile& file);

  /// Starts the child, tells it the numbers of what it is passed, and fills in `id_`, `exit_` and
  /// `tree_`. Throws with the program's name if
  /// there is no child; false if that is because of too many arguments and the program reads
  /// response files.
  static bool start(Process& process, Launch& launch);

  /// Starts the child as nobody's and returns its id. Throws with the program's name if there is
  /// none.
  static std::uint64_t startDetached(Launch& launch);

  /// Whether the child has ended, at `deadline` at the latest.
  static bool awaitEnd(const Process& process, Deadline deadline);

  /// Waits for the child's end and takes its status, which gives its name back to the system.
  static ChildEnd reap(const Process& process);

  /// Asks the child to end, with its group if it leads one.
  static void terminate(const Process& process) noexcept;

  /// Ends the child's whole tree at once, or as much of it as can be; of a child that shares the
  /// terminal and is not contained, the child. Tells what it reached.
  static KillReach kill(const Process& process) noexcept;

  /// Closes what `start` filled in. What a child that was not killed has left is left alone.
  static void release(Process& process) noexcept;

  static void prepare();
  static Usage usage();
  static Holding holding();
  static Path executable();
  static std::vector<std::string> arguments(int argc, const char* const* argv);

  // For the platform, from Process.cpp.
  static Launch resolve(const Command& command);
};

}  // namespace sys
