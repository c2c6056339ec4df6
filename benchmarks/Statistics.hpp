#pragma once

#include <string>
#include <vector>

namespace bench {

/// The middle of many measurements, and the range of the middle half.
struct Quartiles {
  double lower = 0;
  double median = 0;
  double upper = 0;
};

Quartiles quartilesOf(std::vector<double> values);

/// What was measured under one name, in the order it was measured.
struct Series {
  std::string label;
  std::vector<double> values;
};

/// Element by element: of pairs measured one right after the other, so that what disturbs the
/// machine disturbs both.
std::vector<double> ratios(const Series& ours, const Series& theirs);

/// A limit for a ratio, or for what is measured itself: `met` if the upper quartile is within it,
/// `short` if the lower one is beyond, else `unclear`; also `unclear` with fewer than 15 pairs.
struct Bar {
  std::string name;
  Quartiles measured;
  double limit = 1;
  std::size_t pairs = 0;
};

/// `bar NAME MEASURED LIMIT met|short|unclear`
std::string describe(const Bar& bar);

/// A number with two digits after the point.
std::string fixed(double value);

}  // namespace bench
