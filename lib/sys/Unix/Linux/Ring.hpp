#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <deque>
#include <vector>

#include "Unix/Linux/RingQueue.hpp"
#include "Unix/Readiness.hpp"

namespace sys {

/// What goes on by itself on a channel, in its `platform`.
struct Ahead {
  static constexpr unsigned kNone = ~0U;
  static constexpr std::size_t kMostAccepted = 64;  // From here on they are left in the backlog,
  static constexpr unsigned kMostReceived = 4;      // and here what the peer sends in the system.

  bool armed = false;
  bool cancelled = false;
  bool starved = false;    // Is in the list of those that found no buffer.
  int result = 1;          // What a receive ended with: 0 or an error; else it goes on.
  unsigned first = kNone;  // Buffers received, in order.
  unsigned last = kNone;
  unsigned received = 0;  // How many these are.
  std::deque<int> accepted;
  Channel* nextStarved = nullptr;
};

/// io_uring: see Ring.cpp.
struct Demuxer::OsBackend::Ring final : Readiness {
  static std::unique_ptr<OsBackend> make();
  ~Ring() override;

  void start(Demuxer& demuxer, StreamOperation& operation) override;
  void forget(Channel& channel) noexcept override;
  void cancel(Demuxer& demuxer, Operation& operation) noexcept override;
  void wait(Demuxer& demuxer, Deadline deadline) override;
  void drain(Demuxer& demuxer) noexcept override;
  void release(ReceiveLent& operation) noexcept override;

private:
  // What a completion is for, by the lowest bits of its number.
  enum Purpose : std::uint64_t { kOperation, kReceived, kAccepted, kOther, kPurposes = 3 };
  static constexpr std::uint64_t kWoken = kOther;
  static constexpr std::uint64_t kNothing = kOther | 4;

  void add(Channel&) override {}
  void remove(Channel&) noexcept override {}
  void arm(int descriptor, Operation& operation) override { poll(descriptor, POLLIN, operation); }
  void armExit(pid_t id, int exit, Operation& operation) override;
  void disarm(pid_t id, int descriptor, Operation& operation) noexcept override;

  io_uring_sqe& entry(unsigned char code, int descriptor, std::uint64_t number);
  static std::uint64_t numberOf(const Operation& operation) {
    return reinterpret_cast<std::uintptr_t>(&operation) | kOperation;
  }
  static std::uint64_t numberOf(const Channel& channel, Purpose purpose) {
    return reinterpret_cast<std::uintptr_t>(&channel) | purpose;
  }
  void poll(int descriptor, unsigned events, Operation& operation);
  void cancelNumber(std::uint64_t number) noexcept;
  void repeatCancels(Demuxer& demuxer) noexcept;
  void cancelAheadAgain(Channel& channel) noexcept;
  void awaitWakeUp();
  Ahead& ahead(Channel& channel);
  void move(Transfer& operation, Channel& channel);
  void moved(Demuxer& demuxer, Transfer& operation, const io_uring_cqe& completion);
  void lend(Demuxer& demuxer, ReceiveLent& operation, Channel& channel);
  bool growBuffers() noexcept;
  void armReceive(Channel& channel);
  void received(Demuxer& demuxer, Channel& channel, const io_uring_cqe& completion);
  void accept(Demuxer& demuxer, Accept& operation, Channel& channel);
  void accepted(Demuxer& demuxer, Channel& channel, const io_uring_cqe& completion);
  void completed(Demuxer& demuxer, Operation& operation, const io_uring_cqe& completion);
  void dispatch(Demuxer& demuxer, const io_uring_cqe& completion);
  static bool isOurs(const Operation& operation);
  void endWith(Demuxer& demuxer, StreamOperation& operation, int error);
  void rearmStarved() noexcept;
  void endAhead(Channel& channel) noexcept override;

  posix::RingQueue queue_;
  bool awaitsWakeUp_ = false;
  bool owesCancels_ = false;  // The queue was full, and could not be emptied.
  posix::RingBuffers buffers_;
  struct Filled {
    unsigned size = 0;
    unsigned next = Ahead::kNone;
    ReceiveLent* holder = nullptr;
  };
  std::vector<Filled> filled_;
  Channel* starved_ = nullptr;  // Their receives found no buffer.
};

}  // namespace sys
