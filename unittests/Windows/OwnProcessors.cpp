// unittests/Windows/OwnProcessors.cpp -- The process's mask.
#include "OwnProcessors.hpp"

#include "Windows/Windows.hpp"

std::vector<unsigned> ownProcessors() {
  DWORD_PTR process = 0;
  DWORD_PTR system = 0;
  ::GetProcessAffinityMask(::GetCurrentProcess(), &process, &system);
  std::vector<unsigned> own;
  for (unsigned number = 0; number < 8 * sizeof process; ++number) {
    if ((process >> number & 1) != 0) own.push_back(number);
  }
  return own;
}
