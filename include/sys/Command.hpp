#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sys/CommandLine.hpp"
#include "sys/Environment.hpp"
#include "sys/Path.hpp"
#include "sys/Pipe.hpp"

namespace sys {

class File;
class PseudoTerminal;
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
  /// leads a group of its own. Takes back `newSession`.
  Command& sharesTerminal();

  /// The child leads a session of its own, which has no terminal: what reads "/dev/tty", to ask for
  /// a password for example, gets an error, where a child in a mere group would be stopped for
  /// ever. On Windows it has a console that nobody sees, where `Process::terminate` does not reach
  /// it. Linux may share the processors out among sessions first (`sched_autogroup_enabled`), so
  /// that many sessions of one user leave little to another. Takes back `sharesTerminal`.
  Command& newSession();

  /// All that the child will start can be killed, also what leaves its process group and its
  /// session: on Linux by a control group of its own, below this process's in the tree of version
  /// 2; on Windows by its job, also of a child that shares the terminal. Where this process may
  /// make no such group the child starts without: `ExitStatus::reach` tells. What lives on after
  /// the child's own end is left alone.
  Command& contained();

  /// How far the child gives way; as this process does if not given.
  Command& priority(Priority priority);

  /// All the limits of the child; none but this process's own if not given.
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
  bool isNewSession_ = false;
  bool isContained_ = false;
  std::optional<Priority> priority_;
  Limits limits_;
  std::vector<unsigned> processors_;
  std::vector<std::string> arguments_;
  std::optional<Path> workingDirectory_;
  std::optional<Environment> environment_;
  std::optional<ResponseFile> responseFile_;
};

/// What a child gets as one of its streams.
class Stream {
public:
  /// This process's own; nothing at all (reads end, writes vanish) if this process has none.
  static Stream inherited();
  /// This process's own output, or error, whichever of the child's streams that becomes.
  static Stream ownOutput();
  static Stream ownError();
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

  /// A file that is open in this process, which keeps it; to be written to only. Must be open when
  /// the child starts.
  static Stream of(const File& file);

private:
  friend class Process;
  friend class Streams;
  enum class Kind : unsigned char {
    Inherited,
    OwnOutput,
    OwnError,
    Null,
    Pipe,
    From,
    To,
    AppendTo,
    Open,
  };

  explicit Stream(Kind kind) : kind_(kind) {}
  Stream(Kind kind, Path file) : kind_(kind), path_(std::move(file)) {}
  bool needsOthers() const { return kind_ != Kind::Inherited && kind_ != Kind::Null; }
  void refuseToBeRead(const std::string& by) const;
  void refuseToBeWritten(const std::string& by) const;

  Kind kind_;
  Pipe* pipe_ = nullptr;
  const File* file_ = nullptr;
  Path path_;
};

/// The three streams of a child, inherited if not said otherwise, and what else is passed to it.
class Streams {
public:
  Streams& input(Stream stream);
  Streams& output(Stream stream);
  Streams& error(Stream stream);
  /// Error goes where output goes, so that what is written to both stays in order.
  Streams& errorToOutput();

  /// The child is at a terminal, which `ours` becomes once it has started, and leads a session for
  /// it. Those of the three streams that are inherited are the terminal, none of this process's.
  /// `start` throws where the system has none (Windows before version 1809), and for a command that
  /// shares this process's terminal.
  Streams& terminal(PseudoTerminal& ours);

  // What is passed beside the three. The child finds its number in its variable `variable`, which
  // is set for it: on Unix descriptors from 3 on in the order of these calls, on Windows a handle.
  // Of the same library `File::passed` takes it; the jobs of GNU make are passed like that. Each
  // throws for a name that no variable can have, for more than 13 in all, and for
  // `Stream::inherited`, of which there is nothing here.

  /// A stream that the child reads.
  Streams& passInput(std::string variable, Stream stream);
  /// A stream that the child writes.
  Streams& passOutput(std::string variable, Stream stream);

private:
  friend class Process;
  struct Passed {
    std::string variable;
    Stream stream;
    bool isInput;
  };

  Streams& pass(Passed passed);

  std::vector<Passed> passed_;
  Stream input_ = Stream::inherited();
  Stream output_ = Stream::inherited();
  Stream error_ = Stream::inherited();
  bool errorToOutput_ = false;
  PseudoTerminal* terminal_ = nullptr;
};

}  // namespace sys
