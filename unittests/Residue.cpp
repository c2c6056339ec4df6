// unittests/Residue.cpp -- Counts every operator new of the program, and can make one fail.
#include "Residue.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

#include "FaultPoint.hpp"

namespace {

constinit std::atomic<std::int64_t> liveCount = 0;
constinit std::atomic<std::int64_t> madeCount = 0;

void* allocate(std::size_t size) noexcept {
  sys::faults::State& state = *sys::faults::state;
  if (state.memoryArmed.load(std::memory_order_relaxed) && sys::faults::countAllocation()) {
    return nullptr;
  }
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory != nullptr) {
    liveCount.fetch_add(1, std::memory_order_relaxed);
    madeCount.fetch_add(1, std::memory_order_relaxed);
  }
  return memory;
}

void release(void* memory) noexcept {
  if (memory == nullptr) return;
  liveCount.fetch_sub(1, std::memory_order_relaxed);
  std::free(memory);
}

// The block starts after the one word that says where malloc's began.
void* allocateAligned(std::size_t size, std::align_val_t alignment) noexcept {
  const std::size_t align = static_cast<std::size_t>(alignment);
  if (size > SIZE_MAX - align - sizeof(void*)) return nullptr;
  void* whole = allocate(size + align + sizeof(void*));
  if (whole == nullptr) return nullptr;
  const auto start = reinterpret_cast<std::uintptr_t>(whole) + sizeof(void*);
  void** block = reinterpret_cast<void**>((start + align - 1) / align * align);
  block[-1] = whole;
  return block;
}

void releaseAligned(void* memory) noexcept {
  if (memory != nullptr) release(static_cast<void**>(memory)[-1]);
}

void* orThrow(void* memory) {
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return orThrow(allocate(size)); }
void* operator new[](std::size_t size) { return orThrow(allocate(size)); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return orThrow(allocateAligned(size, alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return orThrow(allocateAligned(size, alignment));
}
void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return allocateAligned(size, alignment);
}
void* operator new[](std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return allocateAligned(size, alignment);
}

void operator delete(void* memory) noexcept { release(memory); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { release(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { releaseAligned(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { releaseAligned(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  releaseAligned(memory);
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
  releaseAligned(memory);
}
void operator delete(void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
  releaseAligned(memory);
}
void operator delete[](void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
  releaseAligned(memory);
}

namespace sys::residue {

std::int64_t liveAllocations() noexcept { return liveCount.load(std::memory_order_relaxed); }

std::int64_t allocations() noexcept { return madeCount.load(std::memory_order_relaxed); }

}  // namespace sys::residue

#include "platform/Residue.cpp"
