#pragma once

#include "Handle.hpp"

namespace sys::posix {

/// A descriptor that any thread can make readable. See platform/WakeUp.cpp.
class WakeUp {
public:
  WakeUp();

  int descriptor() const { return reader_.get(); }

  void send() const noexcept;

  /// Makes it unreadable again.
  void take() const noexcept;

private:
  OwnedHandle reader_;
  OwnedHandle writer_;  // Where it is a pipe.
};

}  // namespace sys::posix
