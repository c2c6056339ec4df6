// benchmarks/Measure.cpp -- A measurement is the time a command takes, or a number it prints.
#include "Measure.hpp"

#include <charconv>
#include <chrono>

#include "sys/Process.hpp"

namespace bench {

std::string outputOf(const std::string& command) {
  sys::Captured captured = sys::Process::capture(sys::Command::line(command));
  if (!captured.status->succeeded()) {
    throw command + ": " + captured.status->describe() + ":\n" + captured.output;
  }
  return std::move(captured.output);
}

double metricOf(std::string_view output, std::string_view name) {
  while (!output.empty()) {
    const std::string_view line = output.substr(0, output.find('\n'));
    output.remove_prefix(std::min(line.size() + 1, output.size()));
    if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ' ') continue;
    double value = 0;
    const std::string_view number = line.substr(name.size() + 1);
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), value);
    if (parsed.ec == std::errc()) return value;
  }
  throw "no number named " + std::string(name) + " was printed";
}

double measure(const std::string& command, const std::string& metric) {
  const auto begin = std::chrono::steady_clock::now();
  const std::string output = outputOf(command);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  return metric.empty() ? took.count() : metricOf(output, metric);
}

}  // namespace bench
