// benchmarks/streams/Uring.cpp -- io_uring without a library: the rings are shared memory, and
// three system calls are all there is.
#include "Uring.hpp"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "EchoServer.hpp"

namespace bench {

namespace {

// Neighbours do not begin at the same place of a page: they would compete for one set of a cache.
constexpr std::size_t kStagger = 192;

int registerWith(int ring, unsigned what, void* argument, unsigned count) {
  return static_cast<int>(::syscall(__NR_io_uring_register, ring, what, argument, count));
}

char* mapped(std::size_t size, int file, std::uint64_t offset) {
  const int flags = file == -1 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED | MAP_POPULATE;
  void* memory =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, flags, file, static_cast<off_t>(offset));
  if (memory == MAP_FAILED) die("mmap");
  return static_cast<char*>(memory);
}

unsigned* field(char* ring, std::uint32_t offset) {
  return reinterpret_cast<unsigned*>(ring + offset);
}

}  // namespace

Uring::Uring(unsigned submissions, unsigned completions) {
  io_uring_params params{};
  params.flags = IORING_SETUP_CQSIZE | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN |
                 IORING_SETUP_COOP_TASKRUN;
  params.cq_entries = completions;
  ring_ = static_cast<int>(::syscall(__NR_io_uring_setup, submissions, &params));
  if (ring_ == -1) die("io_uring_setup");
  const std::size_t size = std::max(params.sq_off.array + params.sq_entries * sizeof(unsigned),
                                    params.cq_off.cqes + params.cq_entries * sizeof(io_uring_cqe));
  char* rings = mapped(size, ring_, IORING_OFF_SQ_RING);
  submissionHead_ = field(rings, params.sq_off.head);
  submissionTail_ = field(rings, params.sq_off.tail);
  submissionMask_ = *field(rings, params.sq_off.ring_mask);
  submissionCount_ = params.sq_entries;
  for (unsigned i = 0; i < submissionCount_; ++i) field(rings, params.sq_off.array)[i] = i;
  submissions_ = reinterpret_cast<io_uring_sqe*>(
      mapped(params.sq_entries * sizeof(io_uring_sqe), ring_, IORING_OFF_SQES));
  completionHead_ = field(rings, params.cq_off.head);
  completionTail_ = field(rings, params.cq_off.tail);
  completionMask_ = *field(rings, params.cq_off.ring_mask);
  completions_ = reinterpret_cast<io_uring_cqe*>(rings + params.cq_off.cqes);
  io_uring_rsrc_update self{};
  self.offset = ~0U;
  self.data = static_cast<std::uint64_t>(ring_);
  if (registerWith(ring_, IORING_REGISTER_RING_FDS, &self, 1) == 1)
    registered_ = static_cast<int>(self.offset);
}

io_uring_sqe& Uring::next() {
  while (tail_ - __atomic_load_n(submissionHead_, __ATOMIC_ACQUIRE) >= submissionCount_) enter(0);
  io_uring_sqe& entry = submissions_[tail_ & submissionMask_];
  ++tail_;
  ++pending_;
  std::memset(&entry, 0, sizeof entry);
  return entry;
}

void Uring::enter(unsigned waitFor) {
  __atomic_store_n(submissionTail_, tail_, __ATOMIC_RELEASE);
  unsigned flags = waitFor > 0 ? IORING_ENTER_GETEVENTS : 0;
  if (registered_ != -1) flags |= IORING_ENTER_REGISTERED_RING;
  const long submitted = ::syscall(__NR_io_uring_enter, registered_ != -1 ? registered_ : ring_,
                                   pending_, waitFor, flags, nullptr, 0);
  if (submitted == -1 && errno != EINTR && errno != EBUSY && errno != EAGAIN) die("io_uring_enter");
  if (submitted > 0) pending_ -= static_cast<unsigned>(submitted);
}

BufferRing::BufferRing(Uring& ring, std::uint16_t group, unsigned count, std::size_t size)
    : size_(size), stride_(size + kStagger), mask_(count - 1) {
  ring_ = reinterpret_cast<io_uring_buf*>(mapped(count * sizeof(io_uring_buf), -1, 0));
  memory_ = mapped(count * stride_, -1, 0);
  io_uring_buf_reg registration{};
  registration.ring_addr = reinterpret_cast<std::uint64_t>(ring_);
  registration.ring_entries = count;
  registration.bgid = group;
  if (registerWith(ring.descriptor(), IORING_REGISTER_PBUF_RING, &registration, 1) == -1)
    die("IORING_REGISTER_PBUF_RING");
  for (unsigned id = 0; id < count; ++id) give(id);
}

void BufferRing::give(unsigned id) {
  io_uring_buf& entry = ring_[tail_ & mask_];
  entry.addr = reinterpret_cast<std::uint64_t>(buffer(id));
  entry.len = static_cast<std::uint32_t>(size_);
  entry.bid = static_cast<std::uint16_t>(id);
  ++tail_;
  // The ring's tail lies where the first entry has no field of its own.
  __atomic_store_n(&ring_[0].resv, tail_, __ATOMIC_RELEASE);
}

}  // namespace bench
