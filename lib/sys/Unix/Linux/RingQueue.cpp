// lib/sys/Unix/Linux/RingQueue.cpp -- io_uring by its raw calls: setup, enter, register.
//
// Quirks: with IORING_SETUP_DEFER_TASKRUN nothing ends but inside our own call, so even a look
// without waiting has to ask for it (IORING_ENTER_GETEVENTS). The ring is enabled by the first
// wait, because the thread that enables it is the only one it obeys.
#pragma once

#include "Unix/Linux/RingQueue.hpp"

#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "Unix/Unix.hpp"

namespace sys::posix {

static constexpr unsigned kEntries = 1024;
static constexpr unsigned kCompletions = 8192;
static constexpr int kLongestPauseMs = 64;

// What the kernel reads and writes too. Not std::atomic_ref, which libc++ has only since 19.
template <typename Number>
static Number loadShared(const Number* at) {
  return __atomic_load_n(at, __ATOMIC_ACQUIRE);
}

template <typename Number>
static void storeShared(Number* at, Number value) {
  __atomic_store_n(at, value, __ATOMIC_RELEASE);
}

SharedMemory::SharedMemory(SharedMemory&& other) noexcept
    : base_(std::exchange(other.base_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SharedMemory& SharedMemory::operator=(SharedMemory&& other) noexcept {
  std::swap(base_, other.base_);
  std::swap(size_, other.size_);
  return *this;
}

SharedMemory::~SharedMemory() {
  if (base_ != nullptr) ::munmap(base_, size_);
}

SharedMemory SharedMemory::map(int ring, std::size_t size, std::uint64_t offset) {
  const int flags =
      ring == -1 ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE : MAP_SHARED | MAP_POPULATE;
  void* base =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, flags, ring, static_cast<off_t>(offset));
  if (base == MAP_FAILED) fail("", "cannot wait for events", lastSystemCode());
  SharedMemory memory;
  memory.base_ = base;
  memory.size_ = size;
  return memory;
}

// Close-on-exec always. A ring's memory counts for what its user may lock (RLIMIT_MEMLOCK), and
// that of rings that are gone a moment longer.
static long setUp(io_uring_params& parameters) noexcept {
  for (int pauseMs = 1;; pauseMs *= 2) {
    const long made = ::syscall(SYS_io_uring_setup, kEntries, &parameters);
    if (made != -1 || errno != ENOMEM || pauseMs > kLongestPauseMs) return made;
    ::poll(nullptr, 0, pauseMs);
  }
}

RingQueue::RingQueue() {
  parameters_.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN |
                      IORING_SETUP_R_DISABLED | IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP;
  parameters_.cq_entries = kCompletions;
  const long made = setUp(parameters_);
  if (made == -1) {
    const bool lacking = errno == ENOSYS || errno == EINVAL || errno == EPERM || errno == EACCES;
    if (lacking) return;  // An older kernel, or one that may not.
    fail("", "cannot wait for events", lastSystemCode());
  }
  handle_.reset(static_cast<int>(made));
  const io_sqring_offsets& sq = parameters_.sq_off;
  const io_cqring_offsets& cq = parameters_.cq_off;
  const std::size_t size = std::max(sq.array + parameters_.sq_entries * sizeof(unsigned),
                                    cq.cqes + parameters_.cq_entries * sizeof(io_uring_cqe));
  rings_ = SharedMemory::map(handle_.get(), size, IORING_OFF_SQ_RING);
  entries_ = SharedMemory::map(handle_.get(), parameters_.sq_entries * sizeof(io_uring_sqe),
                               IORING_OFF_SQES);
  for (unsigned i = 0; i < parameters_.sq_entries; ++i) rings_.at<unsigned>(sq.array)[i] = i;
}

io_uring_sqe* RingQueue::entry() noexcept {
  const auto isFull = [&] { return tail_ - submitted_ == parameters_.sq_entries; };
  if (isFull() && (!enter(0, 0, nullptr, 0) || isFull())) return nullptr;
  io_uring_sqe& entry = entries_.at<io_uring_sqe>(0)[tail_++ & (parameters_.sq_entries - 1)];
  entry = {};
  return &entry;
}

bool RingQueue::enable() noexcept {
  if (isOfAnotherThread()) {
    errno = EEXIST;
    return false;
  }
  if (owner_ != std::thread::id()) return true;
  if (::syscall(SYS_io_uring_register, handle_.get(), IORING_REGISTER_ENABLE_RINGS, nullptr, 0) ==
      -1) {
    return false;
  }
  owner_ = std::this_thread::get_id();
  return true;
}

bool RingQueue::enter(unsigned least, unsigned flags, void* argument, std::size_t size) noexcept {
  if (!enable()) return false;
  storeShared(rings_.at<unsigned>(parameters_.sq_off.tail), tail_);
  const long taken = ::syscall(SYS_io_uring_enter, handle_.get(), tail_ - submitted_, least, flags,
                               argument, size);
  if (taken > 0) submitted_ += static_cast<unsigned>(taken);
  return taken >= 0 || errno == EINTR || errno == ETIME || errno == EBUSY;
}

bool RingQueue::wait(Deadline deadline) noexcept {
  const Deadline now = std::chrono::steady_clock::now();
  if (deadline <= now) return enter(0, IORING_ENTER_GETEVENTS, nullptr, 0);
  if (deadline == kForever) return enter(1, IORING_ENTER_GETEVENTS, nullptr, 0);
  const auto left = std::chrono::ceil<std::chrono::nanoseconds>(deadline - now).count();
  __kernel_timespec timeout{left / 1'000'000'000, left % 1'000'000'000};
  io_uring_getevents_arg argument{};
  argument.ts = reinterpret_cast<std::uintptr_t>(&timeout);
  return enter(1, IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, &argument, sizeof argument);
}

bool RingQueue::take(io_uring_cqe& completion) noexcept {
  unsigned* head = rings_.at<unsigned>(parameters_.cq_off.head);
  const unsigned at = *head;  // Ours alone.
  if (at == loadShared(rings_.at<unsigned>(parameters_.cq_off.tail))) return false;
  completion = rings_.at<io_uring_cqe>(parameters_.cq_off.cqes)[at & (parameters_.cq_entries - 1)];
  storeShared(head, at + 1);
  return true;
}

// The kernel has not seen them: it learns how many there are when it may begin.
bool RingQueue::takeUnsent(io_uring_cqe& completion) noexcept {
  if (owner_ != std::thread::id() || tail_ == submitted_) return false;
  completion = {};
  completion.user_data =
      entries_.at<io_uring_sqe>(0)[--tail_ & (parameters_.sq_entries - 1)].user_data;
  completion.res = -ECANCELED;
  return true;
}

bool RingQueue::offer(void* buffers, unsigned count) noexcept {
  io_uring_buf_reg offered{};
  offered.ring_addr = reinterpret_cast<std::uintptr_t>(buffers);
  offered.ring_entries = count;
  return ::syscall(SYS_io_uring_register, handle_.get(), IORING_REGISTER_PBUF_RING, &offered, 1) !=
         -1;
}

void RingBuffers::open(RingQueue& queue) {
  SharedMemory ring = SharedMemory::map(-1, kMost * sizeof(io_uring_buf), 0);
  SharedMemory bytes = SharedMemory::map(-1, kMost * kStride, 0);
  if (!queue.offer(ring.at<void>(0), kMost)) {
    fail("", "cannot lend buffers", lastSystemCode());
  }
  ring_ = std::move(ring);
  bytes_ = std::move(bytes);
}

void RingBuffers::grow() noexcept {
  for (unsigned added = 0; added < kAtOnce; ++added) give(count_++);
}

// The ring's tail lies in what its first entry leaves unused.
void RingBuffers::give(unsigned number) noexcept {
  io_uring_buf& entry = ring_.at<io_uring_buf>(0)[tail_ & (kMost - 1)];
  entry.addr = reinterpret_cast<std::uintptr_t>(at(number));
  entry.len = kSize;
  entry.bid = static_cast<std::uint16_t>(number);
  ++tail_;
  ++left_;
  storeShared(ring_.at<std::uint16_t>(offsetof(io_uring_buf, resv)), tail_);
}

}  // namespace sys::posix
