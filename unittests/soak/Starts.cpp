// unittests/soak/Starts.cpp -- Nothing of a million children is left: no zombie, no descriptor, no
// memory.
#include "TestHandles.hpp"
#include "Work.hpp"
#include "sys/Process.hpp"

namespace soak {

namespace {

std::string mebibytes(std::uint64_t bytes) {
  return std::to_string(bytes >> 20) + "." + std::to_string((bytes >> 10) % 1024 * 10 / 1024) +
         " MiB";
}

void startMany(const Order& order, std::uint64_t count) {
  const sys::Command command(programBeside("soak_bare_child").text());
  forEach(order, count, [&](std::uint64_t) {
    const sys::ExitStatus status = sys::Process::start(command).wait();
    if (!status.succeeded()) throw "a child " + status.describe();
  });
}

}  // namespace

std::string startChildren(const Order& order) {
  constexpr std::uint64_t kFirst = 1000;
  constexpr std::uint64_t kGrowth = 1 << 20;
  startMany(order, kFirst);
  const std::size_t handles = openHandles().size();
  const std::uint64_t memory = sys::Process::usage().peakMemory;

  startMany(order, order.count);
  if (const unsigned left = leftChildren(); left != 0) {
    order.failures.add("children that are left: " + std::to_string(left));
  }
  const std::size_t handlesAfter = openHandles().size();
  const std::uint64_t memoryAfter = sys::Process::usage().peakMemory;
  if (handlesAfter != handles) {
    order.failures.add("there were " + std::to_string(handles) + " descriptors, and now are " +
                       std::to_string(handlesAfter));
  }
  if (memoryAfter > memory + kGrowth) {
    order.failures.add("memory has grown from " + mebibytes(memory) + " to " +
                       mebibytes(memoryAfter));
  }
  return "children started and awaited; descriptors " + std::to_string(handles) + " before and " +
         std::to_string(handlesAfter) + " after, peak memory " + mebibytes(memory) + " and " +
         mebibytes(memoryAfter);
}

}  // namespace soak
