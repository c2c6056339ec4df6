#pragma once

#include <sys/types.h>

#include <memory>
#include <string_view>

#include "DemuxerOs.hpp"
#include "Unix/WakeUp.hpp"

namespace sys {

/// One of the means to wait that a Unix has: what Demuxer::Os passes everything on to, because it
/// is chosen at run time.
struct Demuxer::OsBackend {
  virtual ~OsBackend() = default;

  virtual void start(Demuxer& demuxer, StreamOperation& operation) = 0;
  virtual void endAhead(Channel& channel) noexcept = 0;
  virtual void forget(Channel& channel) noexcept = 0;
  virtual void startExitWait(Demuxer& demuxer, SystemOperation& operation, pid_t id, int exit) = 0;
  virtual void startInterrupt(Demuxer& demuxer, SystemOperation& operation, int source) = 0;
  virtual void cancel(Demuxer& demuxer, Operation& operation) noexcept = 0;
  virtual void wait(Demuxer& demuxer, Deadline deadline) = 0;
  virtual void drain(Demuxer& demuxer) noexcept = 0;
  virtual void release(ReceiveLent& operation) noexcept = 0;

  std::string_view name;
  posix::WakeUp wakeUp;

  struct Readiness;
  struct Poll;
  struct Kernel;  // The kernel's own set: epoll or kqueue.
  struct Ring;    // io_uring.
};

}  // namespace sys
