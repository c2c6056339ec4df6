#pragma once

#include <cerrno>
#include <cstdint>
#include <iterator>

#include "FaultPoint.hpp"

// How a call becomes one that can be made to fail: `sys_fault_NAME` is what the library calls in
// its place. These are macros because the name is needed as a symbol, as a call and as text.
namespace sys::faults {

/// Which of the errors go away when the call is tried again.
template <std::size_t kCount>
constexpr std::uint32_t passingErrors(const int (&errors)[kCount]) {
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < kCount; ++i) {
    if (errors[i] == EINTR || errors[i] == EAGAIN) mask |= std::uint32_t{1} << i;
  }
  return mask;
}

}  // namespace sys::faults

#define SYS_FAULT_TABLE_ENTRY(name, cut, ...) \
  SYS_FAULT_NAMED_ENTRY(name, cut, #__VA_ARGS__, __VA_ARGS__)

#define SYS_FAULT_NAMED_ENTRY(name, cut, names, ...)                                \
  static constexpr int errors[] = {__VA_ARGS__};                                    \
  static constinit const sys::faults::Call call {                                   \
    name, names, errors, std::size(errors), sys::faults::passingErrors(errors), cut \
  }

namespace sys::faults {

/// Reports `fault` as most calls do.
inline int failed(const Fault& fault) {
  errno = fault.error;
  return -1;
}

}  // namespace sys::faults

/// Reports an error in errno and by returning `failed`.
#define SYS_FAULT(result, name, parameters, arguments, failed, ...)                        \
  extern "C" result sys_fault_##name parameters;                                           \
  extern "C" result sys_fault_##name parameters {                                          \
    SYS_FAULT_NAMED_ENTRY(#name, false, #__VA_ARGS__, __VA_ARGS__);                        \
    const sys::faults::Fault fault = sys::faults::next(call, __builtin_return_address(0)); \
    if (fault.error == 0) return ::name arguments;                                         \
    errno = fault.error;                                                                   \
    return failed;                                                                         \
  }

/// Moves bytes: may also be told to move fewer than `size`, one of its parameters.
#define SYS_FAULT_CUT(result, name, parameters, arguments, size, ...)                      \
  extern "C" result sys_fault_##name parameters;                                           \
  extern "C" result sys_fault_##name parameters {                                          \
    SYS_FAULT_NAMED_ENTRY(#name, true, #__VA_ARGS__, __VA_ARGS__);                         \
    const sys::faults::Fault fault = sys::faults::next(call, __builtin_return_address(0)); \
    size = sys::faults::shortened(size, fault.cut);                                        \
    if (fault.error == 0) return ::name arguments;                                         \
    errno = fault.error;                                                                   \
    return -1;                                                                             \
  }

/// Gives something back: does so whatever it then reports, as the system does.
#define SYS_FAULT_RELEASE(result, name, parameters, arguments, failed, ...)                \
  extern "C" result sys_fault_##name parameters;                                           \
  extern "C" result sys_fault_##name parameters {                                          \
    SYS_FAULT_NAMED_ENTRY(#name, false, #__VA_ARGS__, __VA_ARGS__);                        \
    const sys::faults::Fault fault = sys::faults::next(call, __builtin_return_address(0)); \
    const result answer = ::name arguments;                                                \
    if (fault.error == 0) return answer;                                                   \
    errno = fault.error;                                                                   \
    return failed;                                                                         \
  }

/// Returns the error's number and leaves errno alone.
#define SYS_FAULT_CODE(name, parameters, arguments, ...)                                   \
  extern "C" int sys_fault_##name parameters;                                              \
  extern "C" int sys_fault_##name parameters {                                             \
    SYS_FAULT_NAMED_ENTRY(#name, false, #__VA_ARGS__, __VA_ARGS__);                        \
    const sys::faults::Fault fault = sys::faults::next(call, __builtin_return_address(0)); \
    return fault.error == 0 ? ::name arguments : fault.error;                              \
  }
