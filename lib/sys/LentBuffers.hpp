#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "DemuxerState.hpp"
#include "sys/Transfer.hpp"

namespace sys {

/// The loop's buffers for `ReceiveLent`: as many as are lent at a time, and one for the next.
struct Demuxer::LentBuffers {
  LentBuffers() = default;
  LentBuffers(const LentBuffers&) = delete;
  LentBuffers& operator=(const LentBuffers&) = delete;
  /// Takes back all.
  ~LentBuffers();

  /// The buffer that the next `lend` lends.
  std::span<char> next();

  /// Lends its first `count` bytes; `lender` is what will pass the operation on to `release`.
  void lend(ReceiveLent& operation, std::size_t count, void* lender) noexcept;

  void release(ReceiveLent& operation) noexcept;

private:
  static constexpr std::size_t kBytes = 65536;

  struct Lent {
    std::unique_ptr<char[]> bytes;
    ReceiveLent* holder = nullptr;
  };

  std::vector<Lent> all_;
  std::vector<std::uint32_t> free_;  // Those that nobody has; there is always room for all.
};

}  // namespace sys
