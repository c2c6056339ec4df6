// unittests/Unix/FaultSample.cpp -- The sample's system calls.
#include <fcntl.h>
#include <unistd.h>

namespace sys::sample {

namespace {

std::intptr_t openFile(const char* path, bool create) {
  return create ? ::open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)
                : ::open(path, O_RDONLY | O_CLOEXEC);
}

std::intptr_t readSome(std::intptr_t file, char* into, std::size_t size) {
  return ::read(static_cast<int>(file), into, size);
}

void closeFile(std::intptr_t file) { ::close(static_cast<int>(file)); }

}  // namespace

}  // namespace sys::sample
