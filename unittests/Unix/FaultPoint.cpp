// unittests/Unix/FaultPoint.cpp -- A forked child's calls count where its parent sees them.
#include <sys/mman.h>

#include <new>

namespace sys::faults {

void shareState() {
  static const bool shared = [] {
    void* memory =
        ::mmap(nullptr, sizeof(State), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return false;
    state = new (memory) State;
    return true;
  }();
  if (!shared) throw std::bad_alloc();
}

}  // namespace sys::faults
