#pragma once

#include <memory>
#include <vector>

#include "LentBuffers.hpp"
#include "SocketOs.hpp"
#include "Unix/AskedChildren.hpp"
#include "Unix/Backend.hpp"

namespace sys {

/// Completions made of readiness: tried where it is worth it, and again when the system says so.
/// What is read short is empty, and what is full is tried again when the system tells of room.
struct Demuxer::OsBackend::Readiness : OsBackend {
  void start(Demuxer& demuxer, StreamOperation& operation) override;
  void endAhead(Channel&) noexcept override {}
  void forget(Channel& channel) noexcept override;
  void startExitWait(Demuxer& demuxer, SystemOperation& operation, pid_t id, int exit) override;
  void startInterrupt(Demuxer& demuxer, SystemOperation& operation, int source) override;
  void cancel(Demuxer& demuxer, Operation& operation) noexcept override;
  void drain(Demuxer& demuxer) noexcept override;
  void release(ReceiveLent& operation) noexcept override;

protected:
  // What the system has told of a channel.
  struct Told {
    bool readable = false;
    bool writable = false;
    bool readEnds = false;  // Its end can be read, or an error.
  };

  // For the kinds of readiness:
  /// Tells of the channel from now on, both directions, at least once for each change.
  virtual void add(Channel& channel) = 0;
  virtual void remove(Channel& channel) noexcept = 0;
  /// Tells once when there is something to read; or of the child's end.
  virtual void arm(int descriptor, Operation& operation) = 0;
  virtual void armExit(pid_t id, int exit, Operation& operation) = 0;
  virtual void disarm(pid_t id, int descriptor, Operation& operation) noexcept = 0;

  void told(Demuxer& demuxer, Channel& channel, Told what);
  void told(Demuxer& demuxer, Operation& operation);

  posix::AskedChildren asked_;  // Those that no descriptor stands for.

  bool perform(StreamOperation& operation);
  static bool ended(StreamOperation& operation, const Step& step);
  void attempt(Demuxer& demuxer, StreamOperation& operation);

private:
  // What an operation waits for that is not a channel's, in its `os_` bytes.
  struct Waited {
    pid_t id;
    int descriptor;
  };

  static Waited& waited(Operation& operation);
  static Step read(Channel& channel, std::span<char> into);
  static Step write(const Channel& channel, std::span<const char> bytes);
  static Step readFromPipe(const Channel& channel, std::span<char> into);
  static Step writeToPipe(int pipe, std::span<const char> bytes);
  static bool receive(Receive& operation, Channel& channel);
  bool receiveLent(ReceiveLent& operation, Channel& channel);
  static bool accept(Accept& operation, Channel& channel);
  static bool send(Send& operation, Channel& channel);
  static bool sendFile(SendFile& operation, Channel& channel);
  void connect(Demuxer& demuxer, Connect& operation);

  LentBuffers lent_;
};

}  // namespace sys
