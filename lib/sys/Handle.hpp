#pragma once

#include <utility>

#include "sys/Native.hpp"

namespace sys {

/// Closes a descriptor or handle; what the system says of it is of no use to anybody any more.
void closeHandle(native::Handle handle) noexcept;

/// Owns a descriptor or handle inside the library.
class OwnedHandle {
public:
  OwnedHandle() = default;
  explicit OwnedHandle(native::Handle handle) noexcept : handle_(handle) {}
  OwnedHandle(OwnedHandle&& other) noexcept : handle_(other.release()) {}
  OwnedHandle& operator=(OwnedHandle&& other) noexcept {
    reset(other.release());
    return *this;
  }
  ~OwnedHandle() { reset(); }

  native::Handle get() const { return handle_; }
  explicit operator bool() const { return handle_ != native::kNoHandle; }
  native::Handle release() { return std::exchange(handle_, native::kNoHandle); }
  void reset(native::Handle handle = native::kNoHandle) {
    const native::Handle old = std::exchange(handle_, handle);
    if (old != native::kNoHandle) closeHandle(old);
  }

private:
  native::Handle handle_ = native::kNoHandle;
};

}  // namespace sys
