// benchmarks/Processor.cpp -- The first and the last processor, of those this program was
// allowed when it was first asked.
#include "Processor.hpp"

#include <sched.h>

namespace bench {

namespace {

cpu_set_t allowed() {
  cpu_set_t set;
  CPU_ZERO(&set);
  ::sched_getaffinity(0, sizeof set, &set);
  return set;
}

const cpu_set_t& atFirst() {
  static const cpu_set_t set = allowed();
  return set;
}

void runOn(int processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  ::sched_setaffinity(0, sizeof set, &set);
}

}  // namespace

void runOnFirstProcessor() {
  int processor = 0;
  while (processor < CPU_SETSIZE - 1 && !CPU_ISSET(processor, &atFirst())) ++processor;
  runOn(processor);
}

void runOnLastProcessor() {
  int processor = CPU_SETSIZE - 1;
  while (processor > 0 && !CPU_ISSET(processor, &atFirst())) --processor;
  runOn(processor);
}

}  // namespace bench
