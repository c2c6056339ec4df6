#pragma once

#include <iterator>
#include <tuple>

#include "FaultPoint.hpp"
#include "Windows/Windows.hpp"

// How a call becomes one that can be made to fail. A call to a DLL goes through a pointer,
// `__imp_NAME`; the library's is renamed to `sys_fault___imp_NAME`, which points here.
namespace sys::faults {

/// How a call that is told to fail behaves.
enum class Way : unsigned char {
  Fails,     // Does nothing.
  Releases,  // Gives something back all the same.
};

template <auto* kReal, typename Plan>
struct Wrapped;

template <typename Result, typename... Parameters, Result(WINAPI* kReal)(Parameters...),
          typename Plan>
struct Wrapped<kReal, Plan> {
  static Result WINAPI run(Parameters... parameters) {
    const Fault fault = next(Plan::call, __builtin_return_address(0));
    if constexpr (Plan::kSize >= 0) {
      auto all = std::tie(parameters...);
      auto& size = std::get<static_cast<std::size_t>(Plan::kSize)>(all);
      size = shortened(size, fault.cut);
    }
    if (fault.error == 0) return kReal(parameters...);
    if constexpr (Plan::kWay == Way::Releases) kReal(parameters...);
    ::SetLastError(static_cast<DWORD>(fault.error));
    return Plan::template failed<Result>();
  }
};

}  // namespace sys::faults

#define SYS_FAULT_PLAN(name, way, sizeIndex, passing, failedValue, names, ...)                     \
  namespace {                                                                                      \
  struct name##Plan {                                                                              \
    static constexpr int errors[] = {__VA_ARGS__};                                                 \
    static constexpr sys::faults::Call call{#name,     names,           errors, std::size(errors), \
                                            (passing), (sizeIndex) >= 0};                          \
    static constexpr sys::faults::Way kWay = sys::faults::Way::way;                                \
    static constexpr int kSize = (sizeIndex);                                                      \
    template <typename Result>                                                                     \
    static Result failed() {                                                                       \
      return (Result)(failedValue);                                                                \
    }                                                                                              \
  };                                                                                               \
  }                                                                                                \
  extern "C" decltype(&::name) const sys_fault___imp_##name;                                       \
  decltype(&::name) const sys_fault___imp_##name = &sys::faults::Wrapped<&::name, name##Plan>::run;

/// Sets the last error and returns `failed`.
#define SYS_FAULT(name, failed, ...) \
  SYS_FAULT_PLAN(name, Fails, -1, 0, failed, #__VA_ARGS__, __VA_ARGS__)

/// An error that goes away when the call is tried again.
#define SYS_FAULT_PASSING(name, failed, ...) \
  SYS_FAULT_PLAN(name, Fails, -1, ~0U, failed, #__VA_ARGS__, __VA_ARGS__)

/// Moves bytes: may also be told to move fewer; `index` is the place of the size among the
/// parameters.
#define SYS_FAULT_CUT(name, index, failed, ...) \
  SYS_FAULT_PLAN(name, Fails, index, 0, failed, #__VA_ARGS__, __VA_ARGS__)

/// Gives something back: does so whatever it then reports, as the system does.
#define SYS_FAULT_RELEASE(name, failed, ...) \
  SYS_FAULT_PLAN(name, Releases, -1, 0, failed, #__VA_ARGS__, __VA_ARGS__)
