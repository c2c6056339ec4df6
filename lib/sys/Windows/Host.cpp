// lib/sys/Windows/Host.cpp -- The process's mask within its processor group, and the rate limit of
// its job.
#include "HostOs.hpp"

#include <bit>

#include "Windows/Windows.hpp"

namespace sys {

unsigned Host::Os::permittedCpus() {
  // A process that several groups run has no mask (0): then all of them count.
  DWORD_PTR process = 0;
  DWORD_PTR system = 0;
  const bool known = ::GetProcessAffinityMask(::GetCurrentProcess(), &process, &system) != 0;
  const unsigned inGroup = known ? static_cast<unsigned>(std::popcount(process)) : 0;
  const bool limited = known && process != system;
  const DWORD all = ::GetActiveProcessorCount(ALL_PROCESSOR_GROUPS);
  return limited || all == 0 ? inGroup : static_cast<unsigned>(all);
}

unsigned Host::Os::quotaCpus() {
  JOBOBJECT_CPU_RATE_CONTROL_INFORMATION rate{};
  if (::QueryInformationJobObject(nullptr, JobObjectCpuRateControlInformation, &rate, sizeof rate,
                                  nullptr) == 0) {
    return 0;
  }
  constexpr DWORD kHardCap =
      JOB_OBJECT_CPU_RATE_CONTROL_ENABLE | JOB_OBJECT_CPU_RATE_CONTROL_HARD_CAP;
  if ((rate.ControlFlags & kHardCap) != kHardCap) return 0;
  // In hundredths of a percent of all processors.
  const unsigned long long all = ::GetActiveProcessorCount(ALL_PROCESSOR_GROUPS);
  return static_cast<unsigned>((all * rate.CpuRate + 9999) / 10000);
}

}  // namespace sys
