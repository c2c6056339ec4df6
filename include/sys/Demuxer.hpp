#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sys/Clock.hpp"
#include "sys/Operation.hpp"

namespace sys {

struct Channel;
class StreamOperation;

/// A queue of completions: sockets, listeners, pipes, ends of child processes, timers, interrupts
/// and posts from other threads, delivered by whoever runs it.
///
/// One thread at a time may use it, but `stop` and `Post::start` may come from any. By `io_uring`
/// it is one thread for good: the first that runs it, which must also destroy it if anything is
/// under way. What a completion throws leaves `run` unchanged; the loop is intact and may be run
/// again.
class Demuxer {
public:
  /// Waits by the system's best means, or by the one that the variable SYS_DEMUXER names.
  Demuxer();

  /// Waits by the means of this name; throws if the system has it not.
  explicit Demuxer(std::string_view backEnd);
  Demuxer(const Demuxer&) = delete;
  Demuxer& operator=(const Demuxer&) = delete;
  /// Cancels and delivers what is left; what a completion starts then is delivered as cancelled
  /// too. What a completion throws here ends the program.
  ~Demuxer();

  /// Delivers completions until `stop` is called or nothing is pending any more.
  void run();

  /// Delivers completions until `deadline`, `stop`, or nothing is pending; true if something was
  /// delivered. With a deadline that has passed: what is ready now.
  bool runUntil(Deadline deadline);

  /// Makes `run` return after the completion that is being delivered, or the next `run` at once if
  /// nobody runs it. From any thread.
  void stop();

  /// The name of the means it waits by.
  std::string_view backEnd() const;

  /// The names of those this system has, that of the default first: of `epoll`, `io_uring`,
  /// `kqueue`, `iocp` and `poll`.
  static std::vector<std::string> backEnds();

private:
  friend class Operation;
  friend class Timer;
  friend class Post;
  friend struct Channel;
  friend class Listener;
  friend class ReceiveLent;
  friend class Resolve;
  friend class Socket;
  friend class Process;
  friend class Interrupt;
  struct State;
  class TimerWheel;
  struct LentBuffers;
  struct Os;           // What lib/sys/platform/Demuxer.cpp provides,
  struct OsOperation;  // and what it needs of operations:
  struct OsBackend;    // one of several means to wait.

  void prepare(Operation& operation, unsigned char kind, Completion completion);
  bool begin(Operation& operation, unsigned char kind, Completion completion);
  bool beginOn(Channel& channel, StreamOperation& operation, unsigned char kind,
               Completion completion);
  void startOn(Channel& channel, StreamOperation& operation);
  void startLater();
  void abandon(Operation& operation);
  void unlink(Operation& operation);
  void post(Operation& operation);
  void collectPosts();
  void makeReady(Operation& operation);
  void finish(Operation& operation);
  void settleEnd(Operation& operation);
  void deliver(Operation& operation);
  bool deliverReady();
  void waitUntil(Deadline deadline);

  State* state_;
};

}  // namespace sys
