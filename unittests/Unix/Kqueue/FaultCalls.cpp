// unittests/Unix/Kqueue/FaultCalls.cpp -- kqueue's two calls; what one that changes the queue may
// report is not what one that waits may.
#include <sys/event.h>

#include "Unix/FaultCalls.cpp"

// clang-format off
SYS_FAULT(int, kqueue, (), (), -1, EMFILE, ENFILE, ENOMEM)
// clang-format on

namespace {

Fault nextOfQueue(const struct kevent* changes, int count, const void* site) {
  if (count == 0) {
    SYS_FAULT_TABLE_ENTRY("kevent that waits", false, EINTR);
    return next(call, site);
  }
  if ((changes[0].flags & EV_DELETE) != 0) return {};  // Letting go does not fail.
  if (changes[0].filter == EVFILT_PROC) {
    SYS_FAULT_TABLE_ENTRY("kevent of a child", false, EACCES, ENOMEM, ESRCH);
    return next(call, site);
  }
  SYS_FAULT_TABLE_ENTRY("kevent of a descriptor", false, ENOMEM);
  return next(call, site);
}

}  // namespace

extern "C" int sys_fault_kevent(int queue, const struct kevent* changes, int changeCount,
                                struct kevent* events, int eventCount, const timespec* timeout);
extern "C" int sys_fault_kevent(int queue, const struct kevent* changes, int changeCount,
                                struct kevent* events, int eventCount, const timespec* timeout) {
  const Fault fault = nextOfQueue(changes, changeCount, __builtin_return_address(0));
  return fault.error == 0 ? ::kevent(queue, changes, changeCount, events, eventCount, timeout)
                          : sys::faults::failed(fault);
}
