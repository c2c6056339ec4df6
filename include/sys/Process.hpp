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
#include "sys/CommandLine.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Environment.hpp"
#include "sys/Native.hpp"
#include "sys/Operation.hpp"
#include "sys/Path.hpp"
#include "sys/Pipe.hpp"

namespace sys {

struct Launch;  // See lib/sys/ProcessOs.hpp.

/// How much a child gives way to what else wants the processors, as do the processes that it
/// starts. Never less than this process itself does.
enum class Priority : unsigned char {
  Low,     // Unix: ten steps nicer than this process; Windows: the class "below normal".
  Lowest,  // Runs when nobody else wants to: niceness 19; the class "idle".
};

/// What a child may use of the machine, and what each process that it starts may use by itself.
/// Where this process may not use as much, neither may they. Each function throws for 0 or less.
class Limits {
public:
  /// Of processors. Then it is ended: on Unix by SIGXCPU, which it may catch, and a second later
  /// for good. On Windows only the time of its own code counts.
  Limits& cpuTime(std::chrono::seconds time);

  /// It gets no more than that: on Unix addresses, of which a program's text and mapped files take
  /// theirs, too; on Windows what is reserved for it in memory and paging files. Darwin lets it
  /// have more.
  Limits& memory(std::uint64_t bytes);

  /// Descriptors it may have open, also more than this process had when it began. Windows has no
  /// such limit: `start` throws.
  Limits& openFiles(std::uint64_t count);

private:
  friend class Process;

  std::uint64_t cpuSeconds_ = 0;  // 0 is no limit.
  std::uint64_t memory_ = 0;
  std::uint64_t openFiles_ = 0;
};

/// A program and how it is to be run; a value.
class Command {
public:
  /// A program by name, looked for as `Environment::findProgram` does in the variables the child
  /// will have, or by path. A relative path is taken from this process's current directory,
  /// whatever directory the child gets.
  explicit Command(std::string program);

  /// A whole command line in the host's own manner: on Unix the text of `/bin/sh -c`, on Windows
  /// what CreateProcess takes, whose first word is then searched for like a program's name.
  static Command line(std::string text);

  Command& argument(std::string text);
  Command& arguments(std::vector<std::string> texts);

  /// Arguments that are more than the system takes are handed over in a file: its name, "@NAME", is
  /// then the only one, which the program must read by the rules of GNU's and LLVM's tools (`Sh`)
  /// or of Microsoft's (`Windows`). It is made in `directory` and removed when the child has been
  /// waited for. Otherwise such a start throws. Throws for a `line`.
  Command& responseFile(CommandStyle kind, Path directory);

  /// Where the child starts; this process's current directory if not given.
  Command& workingDirectory(Path directory);

  /// The child's variables, all of them; this process's if not given.
  Command& environment(Environment variables);

  /// The child stays in this process's group and on its console, so that Ctrl-C reaches it and it
  /// may read the terminal. Killing it then ends the child alone, not what it started. Otherwise it
  /// leads a group of its own.
  Command& sharesTerminal();

  /// All that the child will start can be killed, also what leaves its process group and its
  /// session: on Linux by a control group of its own, below this process's in the tree of version
  /// 2; on Windows by its job, also of a child that shares the terminal. Where this process may
  /// make no such group the child starts without: `ExitStatus::reach` tells. What lives on after
  /// the child's own end is left alone.
  Command& contained();

  /// This process's if not given.
  Command& priority(Priority priority);

  Command& limits(const Limits& limits);

  /// The processors that it runs on, and what it starts, by the system's numbers from 0; at least
  /// one. `start` throws if one is not there or not for this process to use. On Windows there are
  /// 64 of them; Unixes other than Linux have no such choice: `start` throws.
  Command& processors(std::vector<unsigned> numbers);

private:
  friend class Process;
  friend struct Launch;
  struct ResponseFile {
    CommandStyle kind;
    Path directory;
  };

  std::string program_;  // Of a line: the line.
  bool isLine_ = false;
  bool sharesTerminal_ = false;
  bool isContained_ = false;
  std::optional<Priority> priority_;
  Limits limits_;
  std::vector<unsigned> processors_;
  std::vector<std::string> arguments_;
  std::optional<Path> workingDirectory_;
  std::optional<Environment> environment_;
  std::optional<ResponseFile> responseFile_;
};

/// What a child gets as one of its standard streams.
class Stream {
public:
  /// This process's own; nothing at all (reads end, writes vanish) if this process has none.
  static Stream inherited();
  /// Reads end at once, writes vanish.
  static Stream null();
  /// A pipe whose other end `ours` becomes, once the child has started: what is received from it is
  /// the child's output or error, what is sent its input, which ends when `ours` is closed.
  static Stream pipe(Pipe& ours);

  // Files, which this process opens before there is a child; `start` throws, naming the file and
  // the program, if one cannot be opened. A relative path is taken from this process's current
  // directory, whatever directory the child gets. What was created or emptied stays so if the child
  // then cannot be started. A named pipe is waited for, as the system does.

  /// The content of a file, for input only. Throws for a directory.
  static Stream from(Path file);
  /// A file, emptied first, and created if missing; for output and error only. Two streams of one
  /// file would write over each other: see `Streams::errorToOutput`.
  static Stream to(Path file);
  /// The end of a file, created if missing, wherever that is at each write; for output and error
  /// only.
  static Stream appendTo(Path file);

private:
  friend class Process;
  friend class Streams;
  enum class Kind : unsigned char { Inherited, Null, Pipe, From, To, AppendTo };

  Stream(Kind kind, Pipe* pipe) : kind_(kind), pipe_(pipe) {}
  Stream(Kind kind, Path file) : kind_(kind), file_(std::move(file)) {}
  bool opens() const { return kind_ != Kind::Inherited && kind_ != Kind::Null; }

  Kind kind_;
  Pipe* pipe_ = nullptr;
  Path file_;
};

/// The three streams of a child; inherited if not said otherwise.
class Streams {
public:
  Streams& input(Stream stream);
  Streams& output(Stream stream);
  Streams& error(Stream stream);
  /// Error goes where output goes, so that what is written to both stays in order.
  Streams& errorToOutput();

private:
  friend class Process;

  static void refuseInput(const Stream& stream);

  Stream input_ = Stream::inherited();
  Stream output_ = Stream::inherited();
  Stream error_ = Stream::inherited();
  bool errorToOutput_ = false;
};

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

  /// Whether `Process::kill` ended it.
  bool wasKilled() const { return killed_; }

  /// If it was killed: with whom.
  KillReach reach() const { return reach_; }

  /// What it has used; all 0 if the system does not tell.
  const Usage& usage() const { return usage_; }

  /// "exited with code 3", "was ended by signal 11 (Segmentation fault)", "was killed", and then
  /// who may live on.
  std::string describe() const;

private:
  friend class Process;

  std::uint32_t value_ = 0;
  bool signalled_ = false;
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
/// A child inherits no descriptor or handle but its three streams, no signal mask and no ignored
/// signal. May be moved between threads, not used from two at once; different threads may start
/// children at the same time.
class Process {
public:
  /// Starts `command`. Throws if it cannot be started, naming the program and the reason: there is
  /// no child then. On Windows a batch file is refused if its arguments cannot be carried through
  /// cmd.exe exactly.
  static Process start(const Command& command, const Streams& streams = {});

  /// Runs `command` to its end and returns what it wrote; its input is empty if the options give
  /// none. At `deadline` it is killed with all that it started. Returns when the program has ended
  /// and nobody holds its output any more, at the latest shortly after the program's end or the
  /// deadline, although something it left behind keeps its output open. See `Capture`, which does
  /// the same in a loop.
  static Captured capture(const Command& command, Deadline deadline = kForever,
                          const CaptureOptions& options = {});

  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  ~Process();

  /// How it ended, or nothing if it still runs at `deadline`. The same answer every time once it
  /// has ended.
  std::optional<ExitStatus> wait(Deadline deadline);
  ExitStatus wait();

  /// Completes when it has ended. Nothing is reaped: call `wait` afterwards. The process may be
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
  struct Opened;

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
