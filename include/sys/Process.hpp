#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sys/Clock.hpp"
#include "sys/Command.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Native.hpp"
#include "sys/Operation.hpp"
#include "sys/Path.hpp"
#include "sys/PseudoTerminal.hpp"

namespace sys {

/// What a process has used of the machine. A child's counts on Unix what it has waited for, too. On
/// Linux its memory is never told as less than what this process had held when it started it, as
/// the kernel counts what the child was before it became the program.
///
/// On Linux the bytes are those that went to and came from a disk, none where the file system has
/// no disk; on Windows all that its calls read and wrote, whatever that was; elsewhere 0, as other
/// Unixes count operations of a size that they do not tell.
struct Usage {
  std::chrono::microseconds userTime{};    // Of processors, by its own code,
  std::chrono::microseconds systemTime{};  // and by the system on its behalf.
  std::uint64_t peakMemory = 0;            // The most bytes of memory that one process held.
  std::uint64_t majorFaults = 0;  // Pages that had to be read when they were touched; Unix.
  std::uint64_t bytesRead = 0;
  std::uint64_t bytesWritten = 0;
};

/// What a process holds of the machine at a moment.
struct Holding {
  std::uint64_t memory = 0;       // Bytes; 0 on Unixes other than Linux and Darwin.
  std::uint64_t descriptors = 0;  // Handles on Windows, of whatever kind.
};

/// Whom a kill reached.
enum class KillReach : unsigned char {
  Child,  // The child alone.
  Group,  // Its process group: what had left that may live on.
  Tree,   // All that it had started.
};

/// How a process ended.
class ExitStatus {
public:
  /// It returned 0.
  bool succeeded() const { return !signalled_ && value_ == 0; }

  /// What it returned: all 32 bits on Windows, 8 on Unix; nothing if a signal ended it.
  std::optional<std::uint32_t> code() const;

  /// The signal that ended it; nothing on Windows, where exceptions end a process with their code.
  std::optional<int> signal() const;

  /// Whether the system wrote its memory down for a debugger when the signal ended it; never on
  /// Windows, which keeps such a thing to itself.
  bool dumpedCore() const { return dumpedCore_; }

  /// Whether `Process::kill` ended it.
  bool wasKilled() const { return killed_; }

  /// If it was killed: with whom.
  KillReach reach() const { return reach_; }

  /// What it has used; all 0 if the system does not tell.
  const Usage& usage() const { return usage_; }

  /// "exited with code 3", "was ended by signal 11 (Segmentation fault)", perhaps with "; core
  /// dumped", "was killed", and then who may live on.
  std::string describe() const;

private:
  friend class Process;

  std::uint32_t value_ = 0;
  bool signalled_ = false;
  bool dumpedCore_ = false;
  bool killed_ = false;
  KillReach reach_ = KillReach::Child;
  Usage usage_;
};

/// Completes when a child has ended; `Process::wait` then returns without waiting.
class ExitWait : public SystemOperation {
public:
  ExitWait() = default;
};

/// What of a child is captured; what is not is this process's own.
enum class CapturedStreams : unsigned char {
  Merged,    // Output and error in one text, in the order in which they were written.
  Separate,  // Output and error in texts of their own.
  Output,    // Output alone.
  Terminal,  // What a terminal shows: see `CaptureOptions::terminal`.
  None,      // Nothing: its input is this process's, too, unless it is given one.
};

/// A line that a child has written.
struct CapturedLine {
  std::string_view text;  // Without its end, "\n" or "\r\n"; gone when the call returns.
  bool isError;           // Of error, where that is separate.
  bool isCut;             // The line is longer than was asked for; the rest of it is left out.
};

/// What is called with each line as it arrives: a function and the object it is for. What it throws
/// ends the capture, and is what that then throws.
///
/// `LineCallback::to<&Build::lineArrived>(build)` calls `build.lineArrived(line)`.
class LineCallback {
public:
  using Function = void (*)(void* object, const CapturedLine& line);

  LineCallback(Function function, void* object) : function_(function), object_(object) {}

  template <auto kMember, typename Object>
  static LineCallback to(Object& object) {
    return {
        [](void* self, const CapturedLine& line) { (static_cast<Object*>(self)->*kMember)(line); },
        &object};
  }

  void operator()(const CapturedLine& line) const { function_(object_, line); }

private:
  Function function_;
  void* object_;
};

/// How a child is captured: output and error merged, whole, with no input, if not said otherwise.
class CaptureOptions {
public:
  CaptureOptions& streams(CapturedStreams which);

  /// The child's output and error are a terminal of this size, so that it writes as for a person,
  /// in colour for example, and what that shows is captured as one text; see `PseudoTerminal`. Its
  /// input is none.
  CaptureOptions& terminal(TerminalSize size);

  /// What the child may read, while it writes; it need not. Must outlive the capture.
  CaptureOptions& input(std::string_view text);

  /// Of each text, in bytes. What is beyond is counted and dropped, and the child goes on.
  CaptureOptions& keepAtMost(std::uint64_t bytes);

  /// Has each line handed to `callback` as it arrives, from the loop, whether it is kept or not,
  /// and no more than `longest` bytes of it. The last line may lack its end.
  CaptureOptions& lines(LineCallback callback, std::size_t longest = 65536);

  /// It completes only when everybody who could still write is gone, however long that takes.
  CaptureOptions& awaitWriters();

private:
  friend class Capture;

  CapturedStreams streams_ = CapturedStreams::Merged;
  TerminalSize terminal_;
  std::string_view input_;
  std::uint64_t mostKept_ = UINT64_MAX;
  std::optional<LineCallback> lines_;
  std::size_t longestLine_ = 0;
  bool awaitsWriters_ = false;
};

/// What a capture brings back.
struct Captured {
  std::optional<ExitStatus> status;    // Nothing: it was killed, at the deadline or as cancelled,
  KillReach reach = KillReach::Child;  // and these with it.
  std::string output;  // As far as it had arrived; output and error in order, if these are merged.
  std::string error;   // If it is separate.
  std::uint64_t outputDropped = 0;  // Bytes that were not to be kept.
  std::uint64_t errorDropped = 0;
};

/// A child process. Destroying a running one kills it with all that it started and reaps it; every
/// child is reaped exactly once, and no other child of this process ever is.
///
/// A child inherits no descriptor or handle but its streams, no signal mask and no ignored
/// signal. May be moved between threads, not used from two at once; different threads may start
/// children at the same time.
class Process {
public:
  /// Starts `command`. Throws if it cannot be started, naming the program and the reason: there is
  /// no child then. On Windows a batch file is refused if its arguments cannot be carried through
  /// cmd.exe exactly.
  static Process start(const Command& command, const Streams& streams = {});

  /// Whether the system takes as many arguments and variables as `command` has. Throws as `start`
  /// does where the program is not found. Where the system keeps its limit to itself `start` knows
  /// better.
  static bool fits(const Command& command);

  /// Runs `command` to its end and returns what it wrote; its input is empty if the options give
  /// none. At `deadline` it is killed with all that it started. Returns when the program has ended
  /// and nobody holds its output any more, at the latest shortly after the program's end or the
  /// deadline, although something it left behind keeps its output open. See `Capture`, which does
  /// the same in a loop.
  static Captured capture(const Command& command, Deadline deadline = kForever,
                          const CaptureOptions& options = {});

  /// Starts `command` as nobody's child and returns its id: it lives on after this process, which
  /// neither waits for it nor kills it, in a session of its own that can never have a terminal.
  /// What it is to write to is better not this process's own, for whose end somebody may wait.
  /// Throws as `start` does, and for a command that is contained or shares the terminal; too many
  /// arguments go to no file, as nobody would remove it. On Windows it ends with this process's job
  /// if that lets nobody go. What it costs grows with this process's memory on Unix.
  static std::uint64_t startDetached(const Command& command, const Streams& streams);

  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  ~Process();

  /// How it ended, or nothing if it still runs at `deadline`. The same answer every time once it
  /// has ended.
  std::optional<ExitStatus> wait(Deadline deadline);
  ExitStatus wait();

  /// Completes when it has ended, as does every other such wait for it. Nothing is reaped: call
  /// `wait` afterwards. The process may be
  /// moved meanwhile but must not be destroyed.
  void awaitExit(ExitWait& operation, Demuxer& demuxer, Completion completion);

  /// Asks it to end, so that it may put things in order: on Unix by SIGTERM to its process group,
  /// or to it alone if it shares the terminal; on Windows by Ctrl-Break to its group, which reaches
  /// it where it has this process's console and leads a group. Whether it heeds that is its own
  /// affair: `kill` it when it has had its time. Without effect once it has ended and been waited
  /// for.
  void terminate();

  /// Ends it at once, with all that it started: on Unix its process group, and what left that lives
  /// on unless the child is `contained`; on Windows its job. Without effect once it has ended and
  /// been waited for.
  void kill();

  /// What the system calls it, for messages.
  std::uint64_t id() const { return static_cast<std::uint64_t>(id_); }

  /// What this process has used so far.
  static Usage usage();

  /// What this process holds now. Throws if the system does not tell. Costs the more, the more
  /// descriptors are open.
  static Holding holding();

  /// To be called first in `main`: reopens those of this process's standard streams that are closed
  /// on nothing, so that no file opened later is taken for one of them, and lets this process open
  /// as many descriptors as it may. Its children get the limit that there was before. (On Darwin
  /// the limit stays, as children could not.) Without it everything works as well as the streams
  /// and the limit do.
  static void prepare();

  /// The absolute path of the program that runs.
  static Path executable();

  /// The arguments after the program's name as `main` got them, as UTF-8: on Windows from the
  /// system and not from `argv`, which lost what the code page does not have.
  static std::vector<std::string> arguments(int argc, const char* const* argv);

private:
  struct Os;  // What lib/sys/platform/Process.cpp provides.
  class Opened;

  Process() = default;
  void putArgumentsInFile(Launch& launch);
  void release();
  void removeResponseFile();

  native::ProcessId id_ = 0;
  native::Handle exit_ =
      native::kNoHandle;  // Becomes ready when the child ends, where the system has that.
  native::Handle tree_ =
      native::kNoHandle;  // Ends the child and what it started, where that takes a handle.
  bool leads_ = false;    // Whether it leads a group of its own.
  bool killed_ = false;
  KillReach reach_ = KillReach::Child;
  bool ended_ = true;
  ExitStatus status_;
  std::optional<Path> responseFile_;
};

}  // namespace sys
