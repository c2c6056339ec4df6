// unittests/Unix/Linux/FaultCalls.cpp -- What only Linux has, and calls that are only numbers.
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>

#include "Unix/FaultCalls.cpp"
// The library's; its call here, the wrapper's in the copy of the library.
#include "Unix/Linux/Clone.cpp"
#include "Unix/Linux/RingFaults.hpp"

// One call a line, whatever its length.
// clang-format off
SYS_FAULT(int, pipe2, (int* ends, int flags), (ends, flags), -1, EMFILE, ENFILE)
SYS_FAULT(int, dup3, (int fd, int as, int flags), (fd, as, flags), -1, EBUSY, EINTR, EMFILE)
SYS_FAULT(int, fdatasync, (int fd), (fd), -1, EINTR, EIO, ENOSPC, EDQUOT, EROFS, EINVAL)
SYS_FAULT(int, fallocate, (int fd, int mode, off_t at, off_t size), (fd, mode, at, size), -1, EINTR, EIO, EFBIG, ENOSPC, ENOSYS, EOPNOTSUPP)
SYS_FAULT_CUT(ssize_t, copy_file_range, (int from, off_t* fromAt, int to, off_t* toAt, size_t size, unsigned flags), (from, fromAt, to, toAt, size, flags), size, EIO, EFBIG, EINVAL, ENOMEM, ENOSPC, ENOSYS, EOPNOTSUPP, EPERM, EXDEV)
SYS_FAULT_CUT(ssize_t, sendfile, (int to, int from, off_t* at, size_t size), (to, from, at, size), size, EINTR, ECONNRESET, EIO, ENOMEM, EPIPE)
SYS_FAULT_CUT(ssize_t, getrandom, (void* bytes, size_t size, unsigned flags), (bytes, size, flags), size, EINTR, EAGAIN, ENOSYS)
SYS_FAULT(int, accept4, (int fd, sockaddr* from, socklen_t* size, int flags), (fd, from, size, flags), -1, EINTR, ECONNABORTED, EMFILE, ENFILE, ENOBUFS, ENOMEM, EPERM)
SYS_FAULT(int, epoll_create1, (int flags), (flags), -1, EMFILE, ENFILE, ENOMEM)
SYS_FAULT(int, epoll_wait, (int queue, epoll_event* events, int count, int timeout), (queue, events, count, timeout), -1, EINTR)
SYS_FAULT(int, ppoll, (pollfd* waits, nfds_t count, const timespec* timeout, const sigset_t* mask), (waits, count, timeout, mask), -1, EINTR, ENOMEM)
SYS_FAULT(int, eventfd, (unsigned value, int flags), (value, flags), -1, EMFILE, ENFILE, ENODEV, ENOMEM)
SYS_FAULT(int, signalfd, (int fd, const sigset_t* set, int flags), (fd, set, flags), -1, EMFILE, ENFILE, ENODEV, ENOMEM)
SYS_FAULT(int, timerfd_create, (int clock, int flags), (clock, flags), -1, EMFILE, ENFILE, ENODEV, ENOMEM)
SYS_FAULT(int, timerfd_settime, (int fd, int flags, const itimerspec* at, itimerspec* old), (fd, flags, at, old), -1, EINVAL)
SYS_FAULT(int, sched_getaffinity, (pid_t process, size_t size, cpu_set_t* set), (process, size, set), -1, EINVAL, ENOSYS, EPERM)
SYS_FAULT(int, sched_setaffinity, (pid_t process, size_t size, const cpu_set_t* set), (process, size, set), -1, EINVAL, EPERM)

// clang-format on

using sys::faults::RingFaults;

namespace {

// Each number is a call of its own.
Fault nextByNumber(long number, const void* site) {
  switch (number) {
#ifdef SYS_close_range
    case SYS_close_range: {
      SYS_FAULT_TABLE_ENTRY("close_range", false, EMFILE, ENOMEM, EINVAL, ENOSYS);
      return next(call, site);
    }
#endif
#ifdef SYS_pidfd_open
    case SYS_pidfd_open: {
      SYS_FAULT_TABLE_ENTRY("pidfd_open", false, EMFILE, ENFILE, ENODEV, ENOMEM, ENOSYS, EPERM);
      return next(call, site);
    }
#endif
#ifdef SYS_pidfd_send_signal
    case SYS_pidfd_send_signal: {
      SYS_FAULT_TABLE_ENTRY("pidfd_send_signal", false, ENOSYS, EPERM, ESRCH);
      return next(call, site);
    }
#endif
    case SYS_getdents64: {
      SYS_FAULT_TABLE_ENTRY("getdents64", false, EINVAL, ENOENT);
      return next(call, site);
    }
    case SYS_statx: {
      SYS_FAULT_TABLE_ENTRY("statx", false, EACCES, EIO, ELOOP, ENOMEM, ENOSYS, EPERM);
      return next(call, site);
    }
    case SYS_renameat2: {
      SYS_FAULT_TABLE_ENTRY("renameat2", false, EACCES, EDQUOT, EINVAL, EIO, ENOSPC, ENOSYS, EROFS);
      return next(call, site);
    }
    case SYS_getrandom: {
      SYS_FAULT_TABLE_ENTRY("getrandom", false, EINTR, EAGAIN, ENOSYS);
      return next(call, site);
    }
#ifdef SYS_io_uring_setup
    case SYS_io_uring_setup: {
      SYS_FAULT_TABLE_ENTRY("io_uring_setup", false, EMFILE, ENFILE, ENOMEM, ENOSYS, EPERM);
      return next(call, site);
    }
    case SYS_io_uring_enter: {
      SYS_FAULT_TABLE_ENTRY("io_uring_enter", false, EINTR, EAGAIN);
      return next(call, site);
    }
    case SYS_io_uring_register: {
      SYS_FAULT_TABLE_ENTRY("io_uring_register", false, EINVAL, ENOMEM);
      return next(call, site);
    }
#endif
    case SYS_rt_sigaction:
      return {};  // Fails only for arguments that nobody gives.
    default: {
      SYS_FAULT_TABLE_ENTRY("syscall", false, ENOSYS);
      return next(call, site);
    }
  }
}

}  // namespace

// Only taking in needs memory; letting go does not fail.
extern "C" int sys_fault_epoll_ctl(int queue, int how, int fd, epoll_event* event);
extern "C" int sys_fault_epoll_ctl(int queue, int how, int fd, epoll_event* event) {
  SYS_FAULT_TABLE_ENTRY("epoll_ctl", false, ENOMEM, ENOSPC);
  Fault fault;
  if (how != EPOLL_CTL_DEL) fault = next(call, __builtin_return_address(0));
  return fault.error == 0 ? ::epoll_ctl(queue, how, fd, event) : sys::faults::failed(fault);
}

// The library's own system call: FaultArchive.cmake makes its definition there give way to this.
extern "C" long sys_fault_sys_clone3(void* arguments, std::size_t size, void (*run)(void*),
                                     void* argument);
extern "C" long sys_fault_sys_clone3(void* arguments, std::size_t size, void (*run)(void*),
                                     void* argument) {
  SYS_FAULT_TABLE_ENTRY("clone3", false, EAGAIN, ENOMEM, ENOSPC, EMFILE, EINVAL, EPERM, ENOSYS);
  const Fault fault = next(call, __builtin_return_address(0));
  return fault.error == 0 ? ::sys_clone3(arguments, size, run, argument)
                          : sys::faults::failed(fault);
}

// Those with open lists of arguments hand on as many as there may be, also from where there are
// none.
extern "C" int sys_fault_clone(int (*run)(void*), void* stack, int flags, void* argument, ...);
extern "C" [[gnu::no_sanitize_address]] int sys_fault_clone(int (*run)(void*), void* stack,
                                                            int flags, void* argument, ...) {
  SYS_FAULT_TABLE_ENTRY("clone", false, EAGAIN, ENOMEM, ENOSPC, EPERM);
  const Fault fault = next(call, __builtin_return_address(0));
  std::va_list rest;
  va_start(rest, argument);
  void* more[3];
  for (void*& one : more) one = va_arg(rest, void*);
  va_end(rest);
  return fault.error == 0 ? ::clone(run, stack, flags, argument, more[0], more[1], more[2])
                          : sys::faults::failed(fault);
}

extern "C" long sys_fault_syscall(long number, ...);
extern "C" [[gnu::no_sanitize_address]] long sys_fault_syscall(long number, ...) {
  const void* site = __builtin_return_address(0);
  const Fault fault = nextByNumber(number, site);
  std::va_list rest;
  va_start(rest, number);
  long arguments[6];
  for (long& argument : arguments) argument = va_arg(rest, long);
  va_end(rest);
  if (fault.error != 0) return sys::faults::failed(fault);
  const int ring = static_cast<int>(arguments[0]);
  if (number == SYS_io_uring_enter) {
    RingFaults::handOver(ring, static_cast<unsigned>(arguments[1]), site);
  }
  const long result = ::syscall(number, arguments[0], arguments[1], arguments[2], arguments[3],
                                arguments[4], arguments[5]);
  const int error = errno;
  if (number == SYS_io_uring_enter) RingFaults::takeBack(ring);
  if (number == SYS_io_uring_setup) {
    RingFaults::made(static_cast<int>(result),
                     *reinterpret_cast<const io_uring_params*>(arguments[1]));
  }
  errno = error;
  return result;
}

extern "C" int sys_fault_prctl(int what, ...);
extern "C" [[gnu::no_sanitize_address]] int sys_fault_prctl(int what, ...) {
  SYS_FAULT_TABLE_ENTRY("prctl", false, EINVAL, EPERM);
  const Fault fault = next(call, __builtin_return_address(0));
  std::va_list rest;
  va_start(rest, what);
  unsigned long arguments[4];
  for (unsigned long& argument : arguments) argument = va_arg(rest, unsigned long);
  va_end(rest);
  return fault.error == 0 ? ::prctl(what, arguments[0], arguments[1], arguments[2], arguments[3])
                          : sys::faults::failed(fault);
}
