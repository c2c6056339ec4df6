#pragma once

#include "sys/Operation.hpp"

namespace sys {

struct Counter {
  int calls = 0;
  void run() { ++calls; }
  Completion completion() { return Completion::to<&Counter::run>(*this); }
};

}  // namespace sys
