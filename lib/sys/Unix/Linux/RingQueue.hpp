#pragma once

#include <linux/io_uring.h>

#include <cstddef>
#include <cstdint>
#include <thread>

#include "Handle.hpp"
#include "sys/Clock.hpp"

namespace sys::posix {

/// Memory that a kernel shares with us.
class SharedMemory {
public:
  SharedMemory() = default;
  SharedMemory(SharedMemory&& other) noexcept;
  SharedMemory& operator=(SharedMemory&& other) noexcept;
  ~SharedMemory();

  /// Of a ring at `offset`, or anonymous without one (-1). Throws.
  static SharedMemory map(int ring, std::size_t size, std::uint64_t offset);

  template <typename Type>
  Type* at(std::size_t offset) const {
    return reinterpret_cast<Type*>(static_cast<char*>(base_) + offset);
  }
  explicit operator bool() const { return base_ != nullptr; }

private:
  void* base_ = nullptr;
  std::size_t size_ = 0;
};

/// An io_uring by its system calls: entries are filled in and handed over together, with the wait.
///
/// The kernel allows one thread, the first that waits (IORING_SETUP_SINGLE_ISSUER): it is asked for
/// nothing else, so that it does its work in our own call, and only there.
class RingQueue {
public:
  /// Whether this kernel has all that is needed (6.1); `descriptor` is -1 if not.
  RingQueue();

  bool isOpen() const { return static_cast<bool>(handle_); }

  /// An entry to be filled in: handed over by the next `wait`. Null if that fails now.
  io_uring_sqe* entry() noexcept;

  /// Hands over, and waits until something has ended or the deadline has come. False, and errno, if
  /// it failed; an interruption is no failure.
  bool wait(Deadline deadline) noexcept;

  /// Whether another thread has waited here, and the kernel obeys that one only.
  bool isOfAnotherThread() const {
    return owner_ != std::thread::id() && owner_ != std::this_thread::get_id();
  }

  /// What has ended, the oldest first; false if there is nothing.
  bool take(io_uring_cqe& completion) noexcept;

  /// While it has never waited, because that fails: takes an entry back, as if it were cancelled.
  /// False if there is none.
  bool takeUnsent(io_uring_cqe& completion) noexcept;

  /// Makes a ring of buffers known to the kernel, as group 0. False and errno if not.
  bool offer(void* buffers, unsigned count) noexcept;

private:
  bool enter(unsigned least, unsigned flags, void* argument, std::size_t size) noexcept;
  bool enable() noexcept;

  OwnedHandle handle_;
  SharedMemory rings_;
  SharedMemory entries_;
  io_uring_params parameters_{};
  unsigned tail_ = 0;       // Of the entries filled in.
  unsigned submitted_ = 0;  // Of those handed over.
  std::thread::id owner_;   // None until it has waited.
};

/// Buffers from which the kernel takes one for each receive, from the same ring of memory.
class RingBuffers {
public:
  static constexpr unsigned kMost = 4096;  // Of memory that is the system's until it is written.
  static constexpr unsigned kAtOnce = 64;
  static constexpr std::size_t kSize = 65536;
  // From one to the next: their beginnings, all that most receives fill, would be in the same few
  // places of the processor's caches if it were a power of 2.
  static constexpr std::size_t kStride = kSize + 192;

  /// Makes the ring, at first use. Throws.
  void open(RingQueue& queue);

  /// Adds `kAtOnce`; there may be no more than `kMost`.
  void grow() noexcept;

  unsigned count() const { return count_; }
  bool isOpen() const { return static_cast<bool>(bytes_); }

  char* at(unsigned number) const { return bytes_.at<char>(number * kStride); }

  /// Gives one to the kernel.
  void give(unsigned number) noexcept;

  /// The kernel says that it has taken one.
  void taken() noexcept { --left_; }

  /// How many it has, as far as it has said.
  unsigned left() const { return left_; }

private:
  SharedMemory ring_;
  SharedMemory bytes_;
  std::uint16_t tail_ = 0;
  unsigned count_ = 0;
  unsigned left_ = 0;
};

}  // namespace sys::posix
