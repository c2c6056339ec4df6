#pragma once

#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <iterator>

#include "FaultPoint.hpp"

// What is handed to an io_uring is no call, but each entry is counted and made to fail as one is.
//
// One that is to fail becomes another on its way: one that does nothing and ends at once
// (IORING_OP_NOP), or a moment later (IORING_OP_TIMEOUT). So the system really has done nothing,
// takes nothing and keeps nothing; what is left to do is to give the completion the error. Which
// error, and whose completion it is, it carries with it, above the address that the library wrote.
namespace sys::faults {

/// The error comes when the operation has been under way for a moment.
constexpr int late(int error) { return error | 0x100; }

class RingFaults {
public:
  /// A ring was made: it is known by its descriptor.
  static void made(int ring, const io_uring_params& parameters) {
    if (ring < 0 || ring >= kMost) return;
    shapes[ring] = {parameters.sq_entries, parameters.cq_entries, parameters.sq_off,
                    parameters.cq_off};
  }

  /// Before `count` entries are handed over: has some fail.
  static void handOver(int ring, unsigned count, const void* site) {
    if (!state->callsArmed.load(std::memory_order_relaxed) || count == 0) return;
    const Seen seen(ring);
    if (!seen) return;
    const unsigned first = seen.number(seen.shape->sq.head);
    for (unsigned i = 0; i < count; ++i) {
      const unsigned at = (first + i) & (seen.shape->entries - 1);
      impede(seen.entries()[(&seen.number(seen.shape->sq.array))[at]], site);
    }
  }

  /// After that: the library has seen no completion since.
  static void takeBack(int ring) {
    if (underWay.load(std::memory_order_relaxed) == 0) return;
    const Seen seen(ring);
    if (!seen) return;
    const unsigned last = seen.number(seen.shape->cq.tail);
    for (unsigned at = seen.number(seen.shape->cq.head); at != last; ++at) {
      io_uring_cqe& completion = seen.completions()[at & (seen.shape->completions - 1)];
      if (completion.user_data >> kMarkAt != kMark) continue;
      completion.res = -static_cast<int>((completion.user_data >> kErrorAt) & 0xff);
      completion.user_data &= (std::uint64_t{1} << kErrorAt) - 1;
      underWay.fetch_sub(1, std::memory_order_relaxed);
    }
  }

private:
  struct Shape {
    unsigned entries;
    unsigned completions;
    io_sqring_offsets sq;
    io_cqring_offsets cq;
  };

  // A ring's memory, as long as it is looked at: a ring that stayed mapped would outlive its end.
  struct Seen {
    explicit Seen(int ring) {
      if (ring < 0 || ring >= kMost || shapes[ring].entries == 0) return;
      shape = &shapes[ring];
      size = std::max<std::size_t>(shape->sq.array + shape->entries * sizeof(unsigned),
                                   shape->cq.cqes + shape->completions * sizeof(io_uring_cqe));
      rings = map(ring, size, IORING_OFF_SQ_RING);
      all = map(ring, shape->entries * sizeof(io_uring_sqe), IORING_OFF_SQES);
    }
    Seen(const Seen&) = delete;
    Seen& operator=(const Seen&) = delete;
    ~Seen() {
      if (all != nullptr) ::munmap(all, shape->entries * sizeof(io_uring_sqe));
      if (rings != nullptr) ::munmap(rings, size);
    }

    static char* map(int ring, std::size_t size, std::uint64_t offset) {
      void* at = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring,
                        static_cast<off_t>(offset));
      return at == MAP_FAILED ? nullptr : static_cast<char*>(at);
    }

    explicit operator bool() const { return rings != nullptr && all != nullptr; }
    unsigned& number(unsigned offset) const { return *reinterpret_cast<unsigned*>(rings + offset); }
    io_uring_sqe* entries() const { return reinterpret_cast<io_uring_sqe*>(all); }
    io_uring_cqe* completions() const {
      return reinterpret_cast<io_uring_cqe*>(rings + shape->cq.cqes);
    }

    const Shape* shape = nullptr;
    std::size_t size = 0;
    char* rings = nullptr;
    char* all = nullptr;
  };

  static constexpr int kMost = 1024;  // Descriptors: rings beyond are left alone.
  static constexpr unsigned kErrorAt = 48;
  static constexpr unsigned kMarkAt = 56;
  static constexpr std::uint64_t kMark = 0xfa;

  // Which of the errors go away when the operation is started again: those that are neither the
  // peer's doing nor the memory's.
  template <std::size_t kCount>
  static constexpr std::uint32_t passing(const int (&errors)[kCount]) {
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < kCount; ++i) {
      for (const int one : {EINTR, EAGAIN, ECANCELED, ENOBUFS}) {
        if (errors[i] == one || errors[i] == late(one)) mask |= std::uint32_t{1} << i;
      }
    }
    return mask;
  }

  static const Call* callOf(const io_uring_sqe& entry);
  static void impede(io_uring_sqe& entry, const void* site);

  inline static Shape shapes[kMost];
  inline static std::atomic<unsigned> underWay = 0;
};

#define SYS_FAULT_ENTRY(name, cut, ...)                                       \
  {                                                                           \
    static constexpr int errors[] = {__VA_ARGS__};                            \
    static constexpr Call call{                                               \
        name, #__VA_ARGS__, errors, std::size(errors), passing(errors), cut}; \
    return &call;                                                             \
  }

inline const Call* RingFaults::callOf(const io_uring_sqe& entry) {
  switch (entry.opcode) {
    case IORING_OP_POLL_ADD:
      SYS_FAULT_ENTRY("io_uring poll", false, ENOMEM, late(ENOMEM), late(ECANCELED))
    case IORING_OP_RECV:
      if ((entry.ioprio & IORING_RECV_MULTISHOT) != 0) {
        SYS_FAULT_ENTRY("io_uring recv (multishot)", false, EINTR, ENOBUFS, ENOMEM, ECONNRESET,
                        late(EINTR), late(ENOBUFS), late(ECANCELED), late(ECONNRESET),
                        late(ETIMEDOUT))
      }
      SYS_FAULT_ENTRY("io_uring recv", true, EINTR, EAGAIN, ENOMEM, ECONNRESET, late(EINTR),
                      late(ECANCELED), late(ECONNRESET), late(ETIMEDOUT))
    case IORING_OP_SEND:
      SYS_FAULT_ENTRY("io_uring send", true, EINTR, EAGAIN, ENOBUFS, ENOMEM, ECONNRESET, EPIPE,
                      late(EINTR), late(ECANCELED), late(ECONNRESET), late(ETIMEDOUT))
    case IORING_OP_ACCEPT:
      SYS_FAULT_ENTRY("io_uring accept (multishot)", false, EINTR, ECONNABORTED, EMFILE, ENFILE,
                      ENOBUFS, ENOMEM, EPERM, late(EINTR), late(ECANCELED), late(EMFILE))
    case IORING_OP_ASYNC_CANCEL:
      SYS_FAULT_ENTRY("io_uring cancel", false, ENOENT, EALREADY)
    case IORING_OP_NOP:
      SYS_FAULT_ENTRY("io_uring nop", false, ENOMEM, late(ECANCELED))
    default:
      SYS_FAULT_ENTRY("io_uring entry", false, EINVAL)
  }
}

inline void RingFaults::impede(io_uring_sqe& entry, const void* site) {
  static constexpr __kernel_timespec kMoment{0, 2'000'000};
  if (entry.user_data >> kErrorAt != 0) return;  // Was left behind by the call before.
  const Fault fault = countUse(*callOf(entry), site);
  entry.len = shortened(entry.len, fault.cut);
  if (fault.error == 0) return;
  const std::uint64_t error = static_cast<unsigned>(fault.error) & 0xff;
  const std::uint64_t number = entry.user_data | error << kErrorAt | kMark << kMarkAt;
  // One that cancels does so whatever it then reports.
  if (entry.opcode != IORING_OP_ASYNC_CANCEL) {
    entry = {};
    entry.fd = -1;
    entry.opcode = fault.error == late(fault.error) ? IORING_OP_TIMEOUT : IORING_OP_NOP;
    if (entry.opcode == IORING_OP_TIMEOUT) {
      entry.addr = reinterpret_cast<std::uintptr_t>(&kMoment);
      entry.len = 1;
    }
  }
  entry.user_data = number;
  underWay.fetch_add(1, std::memory_order_relaxed);
}

#undef SYS_FAULT_ENTRY

}  // namespace sys::faults
