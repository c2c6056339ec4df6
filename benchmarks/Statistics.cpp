// benchmarks/Statistics.cpp -- Medians and quartiles: on a shared machine the mean says nothing.
#include "Statistics.hpp"

#include <algorithm>
#include <charconv>

namespace bench {

// Between the two neighbours where the position is between two values.
static double at(const std::vector<double>& sorted, double fraction) {
  if (sorted.empty()) return 0;
  const double position = fraction * static_cast<double>(sorted.size() - 1);
  const std::size_t below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double weight = position - static_cast<double>(below);
  return sorted[below] * (1 - weight) + sorted[above] * weight;
}

Quartiles quartilesOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return {at(values, 0.25), at(values, 0.5), at(values, 0.75)};
}

std::vector<double> ratios(const Series& ours, const Series& theirs) {
  std::vector<double> result;
  const std::size_t pairs = std::min(ours.values.size(), theirs.values.size());
  for (std::size_t i = 0; i < pairs; ++i) result.push_back(ours.values[i] / theirs.values[i]);
  return result;
}

std::string fixed(double value) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 2);
  return {text, end.ptr};
}

std::string describe(const Bar& bar) {
  constexpr std::size_t kEnoughPairs = 15;
  const char* verdict = "unclear";
  if (bar.pairs >= kEnoughPairs && bar.measured.upper <= bar.limit) verdict = "met";
  if (bar.pairs >= kEnoughPairs && bar.measured.lower > bar.limit) verdict = "short";
  return "bar " + bar.name + " " + fixed(bar.measured.median) + " " + fixed(bar.limit) + " " +
         verdict;
}

}  // namespace bench
