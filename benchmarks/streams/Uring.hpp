#pragma once

#include <linux/io_uring.h>

#include <cstddef>
#include <cstdint>

namespace bench {

/// An io_uring for one thread by raw system calls: a single issuer whose work is done when it
/// waits.
class Uring {
public:
  /// Ends the program if the kernel does not have it (Linux 6.1).
  Uring(unsigned submissions, unsigned completions);
  Uring(const Uring&) = delete;
  Uring& operator=(const Uring&) = delete;

  /// The next submission, all zero. Submits the others if there is no room.
  io_uring_sqe& next();

  /// Submits, and waits until there is a completion. Interrupted by a signal it returns early.
  void submitAndWait() { enter(1); }

  /// Calls `handle` for each completion there is.
  template <typename Handle>
  void drain(const Handle& handle) {
    unsigned head = *completionHead_;
    const unsigned tail = __atomic_load_n(completionTail_, __ATOMIC_ACQUIRE);
    for (; head != tail; ++head) handle(completions_[head & completionMask_]);
    __atomic_store_n(completionHead_, head, __ATOMIC_RELEASE);
  }

  int descriptor() const { return ring_; }

private:
  void enter(unsigned waitFor);

  int ring_;
  int registered_ = -1;  // Its place among the registered rings: saves a look-up each time.
  unsigned pending_ = 0;
  unsigned tail_ = 0;
  unsigned* submissionHead_;
  unsigned* submissionTail_;
  unsigned submissionMask_;
  unsigned submissionCount_;
  io_uring_sqe* submissions_;
  unsigned* completionHead_;
  unsigned* completionTail_;
  unsigned completionMask_;
  io_uring_cqe* completions_;
};

/// Buffers that the kernel takes when it receives.
class BufferRing {
public:
  /// `count` is a power of two.
  BufferRing(Uring& ring, std::uint16_t group, unsigned count, std::size_t size);
  BufferRing(const BufferRing&) = delete;
  BufferRing& operator=(const BufferRing&) = delete;

  char* buffer(unsigned id) { return memory_ + id * stride_; }

  /// Gives a buffer back.
  void give(unsigned id);

private:
  io_uring_buf* ring_;
  char* memory_;
  std::size_t size_;
  std::size_t stride_;
  unsigned mask_;
  std::uint16_t tail_ = 0;
};

}  // namespace bench
