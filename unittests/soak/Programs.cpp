// unittests/soak/Programs.cpp -- A program can be started as soon as its file is closed, though a
// child that is just being started may still have the writer's descriptor.
#include <atomic>
#include <thread>

#include "SystemFiles.hpp"
#include "Work.hpp"
#include "sys/File.hpp"

namespace soak {

namespace {

// Threads that start children until the end of the object.
class Storm {
public:
  Storm(const sys::Path& child, Failures& failures) {
    for (unsigned i = 1; i < kThreads; ++i) {
      threads_.emplace_back([this, &failures, command = sys::Command(child.text())] {
        while (!ends_) startOne(command, failures);
      });
    }
  }
  Storm(const Storm&) = delete;
  Storm& operator=(const Storm&) = delete;
  ~Storm() { end(); }

  /// How many children it has started.
  std::uint64_t end() {
    ends_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    return started_;
  }

private:
  void startOne(const sys::Command& command, Failures& failures) {
    try {
      if (!sys::Process::start(command).wait().succeeded()) throw std::string("a child failed");
      ++started_;
    } catch (const std::string& error) {
      failures.add(error);
    }
  }

  std::atomic<bool> ends_{false};
  std::atomic<std::uint64_t> started_{0};
  std::vector<std::thread> threads_;
};

void writeAndStart(const sys::Path& path, std::string_view content, Failures& failures) {
  try {
    makeProgram(path);
    sys::File file = sys::File::openToAppend(path);
    file.append(content);
    file.close();
    if (!sys::Process::start(sys::Command(path.text())).wait().succeeded()) {
      throw std::string("what was written failed");
    }
  } catch (const std::string& error) {
    failures.add(error);
  }
  sys::File::remove(path);
}

}  // namespace

std::string writePrograms(const Order& order) {
  const sys::Path child = programBeside("soak_bare_child");
  const std::string content = sys::File::read(child).value();
  Storm storm(child, order.failures);
  for (std::uint64_t i = 0; i < order.count; ++i) {
    writeAndStart(programBeside("soak-written-" + std::to_string(i)), content, order.failures);
  }
  return "programs written, closed and started, while other threads started " +
         std::to_string(storm.end()) + " children";
}

}  // namespace soak
