#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace bench {

/// Counts nanoseconds in classes of 3% width.
class Latencies {
public:
  void add(std::uint64_t nanoseconds) {
    ++counts_[classOf(nanoseconds)];
    ++total_;
  }

  /// The upper end of the class in which this fraction is reached.
  std::uint64_t percentile(double fraction) const {
    const double wanted = fraction * static_cast<double>(total_);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (static_cast<double>(seen) >= wanted) return upperEnd(i);
    }
    return 0;
  }

private:
  static constexpr unsigned kBits = 5;  // Of a number's leading bits, the first one left out.
  static constexpr std::uint64_t kParts = 1U << kBits;

  static std::size_t classOf(std::uint64_t value) {
    if (value < kParts) return value;
    const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - kBits - 1;
    return (shift + 1) * kParts + ((value >> shift) - kParts);
  }

  static std::uint64_t upperEnd(std::size_t index) {
    if (index < kParts) return index;
    const unsigned shift = static_cast<unsigned>(index / kParts) - 1;
    return ((kParts + index % kParts + 1) << shift) - 1;
  }

  std::array<std::uint64_t, (64 - kBits + 1) * kParts> counts_{};
  std::uint64_t total_ = 0;
};

}  // namespace bench
