// benchmarks/process/ProcessorTime.cpp -- Part of a start is paid by the child.
#include "ProcessorTime.hpp"

#include <sys/resource.h>

#include <initializer_list>

namespace bench {

double processorMicroseconds() {
  double sum = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    ::getrusage(who, &usage);
    for (const timeval& time : {usage.ru_utime, usage.ru_stime}) {
      sum += static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    }
  }
  return sum;
}

}  // namespace bench
