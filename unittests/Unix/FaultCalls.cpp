// unittests/Unix/FaultCalls.cpp -- POSIX's calls and the errors that their manual pages list.
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "NameAnswers.hpp"
#include "Unix/FaultCall.hpp"

using sys::faults::Fault;
using sys::faults::next;

// One call a line, whatever its length.
// clang-format off

// Files by descriptor.
SYS_FAULT_CUT(ssize_t, pread, (int fd, void* bytes, size_t size, off_t at), (fd, bytes, size, at), size, EINTR, EIO)
SYS_FAULT_CUT(ssize_t, pwrite, (int fd, const void* bytes, size_t size, off_t at), (fd, bytes, size, at), size, EINTR, EIO, ENOSPC, EDQUOT, EFBIG)
SYS_FAULT(ssize_t, readv, (int fd, const iovec* parts, int count), (fd, parts, count), -1, EINTR, EIO)
SYS_FAULT(ssize_t, writev, (int fd, const iovec* parts, int count), (fd, parts, count), -1, EINTR, EIO, ENOSPC, EDQUOT, EFBIG, EPIPE)
SYS_FAULT(off_t, lseek, (int fd, off_t at, int from), (fd, at, from), -1, ESPIPE, EOVERFLOW)
SYS_FAULT(int, fstat, (int fd, struct stat* status), (fd, status), -1, EIO, ENOMEM, EOVERFLOW)
SYS_FAULT(int, fchmod, (int fd, mode_t mode), (fd, mode), -1, EPERM, EIO, EROFS)
SYS_FAULT(int, fchown, (int fd, uid_t user, gid_t group), (fd, user, group), -1, EPERM, EIO, EROFS, EDQUOT)
SYS_FAULT(int, ftruncate, (int fd, off_t size), (fd, size), -1, EINTR, EIO, EFBIG, EPERM)
SYS_FAULT(int, fsync, (int fd), (fd), -1, EINTR, EIO, ENOSPC, EDQUOT, EROFS, EINVAL)
SYS_FAULT(int, futimens, (int fd, const timespec* times), (fd, times), -1, EACCES, EPERM, EROFS)
SYS_FAULT(int, flock, (int fd, int how), (fd, how), -1, EINTR, ENOLCK)
SYS_FAULT(int, dup, (int fd), (fd), -1, EMFILE)
SYS_FAULT(int, dup2, (int fd, int as), (fd, as), -1, EINTR, EBUSY, EMFILE)
SYS_FAULT(int, pipe, (int* ends), (ends), -1, EMFILE, ENFILE)
SYS_FAULT(int, isatty, (int fd), (fd), 0, ENOTTY)
SYS_FAULT(int, poll, (pollfd* waits, nfds_t count, int timeout), (waits, count, timeout), -1, EINTR, ENOMEM)
SYS_FAULT_RELEASE(int, close, (int fd), (fd), -1, EINTR, EIO, ENOSPC, EDQUOT)

// Files by name.
SYS_FAULT(int, stat, (const char* path, struct stat* status), (path, status), -1, EACCES, ENOMEM, EIO, ELOOP, EOVERFLOW)
SYS_FAULT(int, lstat, (const char* path, struct stat* status), (path, status), -1, EACCES, ENOMEM, EIO, ELOOP, EOVERFLOW)
SYS_FAULT(int, fstatat, (int at, const char* path, struct stat* status, int flags), (at, path, status, flags), -1, EACCES, ENOMEM, EIO, ELOOP, EOVERFLOW)
SYS_FAULT(int, access, (const char* path, int mode), (path, mode), -1, EACCES, EIO, ENOMEM, ELOOP)
SYS_FAULT(int, faccessat, (int at, const char* path, int mode, int flags), (at, path, mode, flags), -1, EACCES, EIO, ENOMEM, ELOOP)
SYS_FAULT(int, chmod, (const char* path, mode_t mode), (path, mode), -1, EACCES, EIO, ENOMEM, EPERM, EROFS)
SYS_FAULT(int, fchmodat, (int at, const char* path, mode_t mode, int flags), (at, path, mode, flags), -1, EACCES, EIO, ENOMEM, EPERM, EROFS)
SYS_FAULT(int, unlink, (const char* path), (path), -1, EACCES, EBUSY, EIO, ENOMEM, EPERM, EROFS)
SYS_FAULT(int, unlinkat, (int at, const char* path, int flags), (at, path, flags), -1, EACCES, EBUSY, EIO, ENOMEM, EPERM, EROFS)
SYS_FAULT(int, rename, (const char* from, const char* to), (from, to), -1, EACCES, EBUSY, EDQUOT, EIO, ENOMEM, ENOSPC, EPERM, EROFS, EXDEV)
SYS_FAULT(int, renameat, (int fromAt, const char* from, int toAt, const char* to), (fromAt, from, toAt, to), -1, EACCES, EBUSY, EDQUOT, EIO, ENOMEM, ENOSPC, EPERM, EROFS, EXDEV)
SYS_FAULT(int, link, (const char* from, const char* to), (from, to), -1, EACCES, EDQUOT, EIO, EMLINK, ENOMEM, ENOSPC, EPERM, EROFS)
SYS_FAULT(int, linkat, (int fromAt, const char* from, int toAt, const char* to, int flags), (fromAt, from, toAt, to, flags), -1, EACCES, EDQUOT, EIO, EMLINK, ENOMEM, ENOSPC, EPERM, EROFS)
SYS_FAULT(int, symlink, (const char* to, const char* path), (to, path), -1, EACCES, EDQUOT, EIO, ENOMEM, ENOSPC, EPERM, EROFS)
SYS_FAULT(ssize_t, readlink, (const char* path, char* text, size_t size), (path, text, size), -1, EACCES, EIO, ENOMEM)
SYS_FAULT(ssize_t, readlinkat, (int at, const char* path, char* text, size_t size), (at, path, text, size), -1, EACCES, EIO, ENOMEM)
SYS_FAULT(char*, realpath, (const char* path, char* text), (path, text), nullptr, EACCES, EIO, ENOMEM, ELOOP)
SYS_FAULT(int, utimensat, (int at, const char* path, const timespec* times, int flags), (at, path, times, flags), -1, EACCES, EPERM, EROFS)

// Directories.
SYS_FAULT(int, mkdir, (const char* path, mode_t mode), (path, mode), -1, EACCES, EDQUOT, EIO, EMLINK, ENOMEM, ENOSPC, EROFS)
SYS_FAULT(int, mkdirat, (int at, const char* path, mode_t mode), (at, path, mode), -1, EACCES, EDQUOT, EIO, EMLINK, ENOMEM, ENOSPC, EROFS)
SYS_FAULT(int, rmdir, (const char* path), (path), -1, EACCES, EBUSY, EIO, ENOMEM, EPERM, EROFS)
SYS_FAULT(DIR*, opendir, (const char* path), (path), nullptr, EACCES, EMFILE, ENFILE, ENOMEM)
SYS_FAULT(DIR*, fdopendir, (int fd), (fd), nullptr, EBADF, ENOMEM)
SYS_FAULT(dirent*, readdir, (DIR* directory), (directory), nullptr, EBADF, EIO, EOVERFLOW)
SYS_FAULT_RELEASE(int, closedir, (DIR* directory), (directory), -1, EINTR)
SYS_FAULT(char*, getcwd, (char* text, size_t size), (text, size), nullptr, EACCES, ENOENT, ENOMEM)
SYS_FAULT(int, chdir, (const char* path), (path), -1, EACCES, EIO, ENOMEM, ELOOP)
SYS_FAULT(int, fchdir, (int fd), (fd), -1, EACCES, EIO)

// Memory.
SYS_FAULT(void*, mmap, (void* at, size_t size, int protection, int flags, int fd, off_t from), (at, size, protection, flags, fd, from), MAP_FAILED, EACCES, EAGAIN, ENFILE, ENODEV, ENOMEM, EPERM)
SYS_FAULT_RELEASE(int, munmap, (void* at, size_t size), (at, size), -1, ENOMEM)
SYS_FAULT(void*, malloc, (size_t size), (size), nullptr, ENOMEM)
SYS_FAULT(void*, calloc, (size_t count, size_t size), (count, size), nullptr, ENOMEM)
SYS_FAULT(void*, realloc, (void* old, size_t size), (old, size), nullptr, ENOMEM)
SYS_FAULT(char*, strdup, (const char* text), (text), nullptr, ENOMEM)

// Processes and threads.
SYS_FAULT(pid_t, fork, (), (), -1, EAGAIN, ENOMEM, ENOSYS)
SYS_FAULT(int, execve, (const char* program, char* const* arguments, char* const* variables), (program, arguments, variables), -1, EACCES, E2BIG, EIO, EMFILE, ENFILE, ENOENT, ENOEXEC, ENOMEM, EPERM, ETXTBSY)
SYS_FAULT(int, nanosleep, (const timespec* time, timespec* left), (time, left), -1, EINTR)
SYS_FAULT(int, setpgid, (pid_t process, pid_t group), (process, group), -1, EACCES, EPERM, ESRCH)
SYS_FAULT(pid_t, getpgid, (pid_t process), (process), -1, EPERM, ESRCH)
SYS_FAULT(pid_t, setsid, (), (), -1, EPERM)
SYS_FAULT(pid_t, tcgetpgrp, (int fd), (fd), -1, ENOTTY)
SYS_FAULT(int, tcsetpgrp, (int fd, pid_t group), (fd, group), -1, ENOTTY, EPERM)
SYS_FAULT(pid_t, waitpid, (pid_t process, int* status, int flags), (process, status, flags), -1, EINTR)
SYS_FAULT(pid_t, wait4, (pid_t process, int* status, int flags, rusage* used), (process, status, flags, used), -1, EINTR)
SYS_FAULT(int, getrusage, (int who, rusage* used), (who, used), -1, EINVAL)
SYS_FAULT(int, waitid, (idtype_t what, id_t process, siginfo_t* status, int flags), (what, process, status, flags), -1, EINTR)
SYS_FAULT(int, getrlimit, (int what, rlimit* limit), (what, limit), -1, EINVAL)
SYS_FAULT(int, setrlimit, (int what, const rlimit* limit), (what, limit), -1, EINVAL, EPERM)
SYS_FAULT(int, getpriority, (int which, id_t process), (which, process), -1, EINVAL)
SYS_FAULT(int, setpriority, (int which, id_t process, int niceness), (which, process, niceness), -1, EACCES, EPERM)
SYS_FAULT(long, sysconf, (int what), (what), -1, EINVAL)
SYS_FAULT_CODE(pthread_create, (pthread_t* thread, const pthread_attr_t* how, void* (*run)(void*), void* with), (thread, how, run, with), EAGAIN, EPERM)
SYS_FAULT_CODE(posix_spawn, (pid_t* process, const char* program, const posix_spawn_file_actions_t* actions, const posix_spawnattr_t* how, char* const* arguments, char* const* variables), (process, program, actions, how, arguments, variables), EACCES, EAGAIN, E2BIG, ENOENT, ENOEXEC, ENOMEM, ETXTBSY)
SYS_FAULT_CODE(posix_spawn_file_actions_init, (posix_spawn_file_actions_t* actions), (actions), ENOMEM)
SYS_FAULT_CODE(posix_spawn_file_actions_adddup2, (posix_spawn_file_actions_t* actions, int fd, int as), (actions, fd, as), EBADF, ENOMEM)
SYS_FAULT_CODE(posix_spawn_file_actions_addopen, (posix_spawn_file_actions_t* actions, int fd, const char* path, int flags, mode_t mode), (actions, fd, path, flags, mode), EBADF, ENOMEM)
SYS_FAULT_CODE(posix_spawnattr_init, (posix_spawnattr_t* how), (how), ENOMEM)
SYS_FAULT_CODE(posix_spawnattr_setflags, (posix_spawnattr_t* how, short flags), (how, flags), EINVAL)

// Sockets. What has arrived is never read short, nor denied after it was told of: an edge-triggered
// queue tells it once. A closed connection is what the errors of one look like for good.
SYS_FAULT(int, socket, (int family, int type, int protocol), (family, type, protocol), -1, EACCES, EMFILE, ENFILE, ENOBUFS, ENOMEM)
SYS_FAULT(int, bind, (int fd, const sockaddr* at, socklen_t size), (fd, at, size), -1, EACCES, EADDRINUSE, EADDRNOTAVAIL, ENOMEM)
SYS_FAULT(int, listen, (int fd, int backlog), (fd, backlog), -1, EADDRINUSE, EOPNOTSUPP)
SYS_FAULT(int, accept, (int fd, sockaddr* from, socklen_t* size), (fd, from, size), -1, EINTR, ECONNABORTED, EMFILE, ENFILE, ENOBUFS, ENOMEM, EPERM)
SYS_FAULT(int, connect, (int fd, const sockaddr* to, socklen_t size), (fd, to, size), -1, EACCES, EADDRNOTAVAIL, ECONNREFUSED, ENETUNREACH, EPERM, ETIMEDOUT)
SYS_FAULT(ssize_t, recv, (int fd, void* bytes, size_t size, int flags), (fd, bytes, size, flags), -1, EINTR, ECONNRESET, ENOMEM, ETIMEDOUT)
SYS_FAULT_CUT(ssize_t, send, (int fd, const void* bytes, size_t size, int flags), (fd, bytes, size, flags), size, EINTR, ECONNRESET, ENOBUFS, ENOMEM, EPIPE)
SYS_FAULT(int, getsockopt, (int fd, int level, int option, void* value, socklen_t* size), (fd, level, option, value, size), -1, ENOBUFS, ENOMEM)
SYS_FAULT(int, setsockopt, (int fd, int level, int option, const void* value, socklen_t size), (fd, level, option, value, size), -1, EINVAL, ENOBUFS, ENOMEM, ENOPROTOOPT)
SYS_FAULT(int, getsockname, (int fd, sockaddr* address, socklen_t* size), (fd, address, size), -1, ENOBUFS)
SYS_FAULT(int, getpeername, (int fd, sockaddr* address, socklen_t* size), (fd, address, size), -1, ENOBUFS, ENOTCONN)
SYS_FAULT(int, shutdown, (int fd, int how), (fd, how), -1, ENOBUFS, ENOTCONN)

// The rest.
SYS_FAULT(int, tcgetattr, (int fd, termios* how), (fd, how), -1, EINTR, EIO, ENOTTY)
SYS_FAULT(int, posix_openpt, (int flags), (flags), -1, EMFILE, ENFILE, ENOSPC, EAGAIN)
SYS_FAULT(int, grantpt, (int fd), (fd), -1, EACCES)
SYS_FAULT(int, unlockpt, (int fd), (fd), -1, ENOTTY)
SYS_FAULT_CODE(ptsname_r, (int fd, char* name, size_t size), (fd, name, size), ENOTTY, ERANGE)
SYS_FAULT(int, tcsetattr, (int fd, int when, const termios* how), (fd, when, how), -1, EINTR, EIO, ENOTTY)
SYS_FAULT(int, getentropy, (void* bytes, size_t size), (bytes, size), -1, EIO, ENOSYS)

// clang-format on

namespace {

bool isPipe(int fd) {
  struct stat status;
  return ::fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode);
}

bool isTerminal(int fd) { return ::isatty(fd) == 1; }

// What is no file at all, such as an event's counter.
bool isOnlyADescriptor(int fd) {
  struct stat status;
  return ::fstat(fd, &status) == 0 && (status.st_mode & S_IFMT) == 0;
}

bool waits(int fd) { return (::fcntl(fd, F_GETFL) & O_NONBLOCK) == 0; }

}  // namespace

// Reading a pipe hardly fails; if it does, not for ever: that would be a loop without an end in
// whoever waits for it to be readable. One that does not wait is never read short, nor denied what
// was told of: an edge-triggered queue tells it once. An error of a terminal is its end.
extern "C" ssize_t sys_fault_read(int fd, void* bytes, size_t size);
extern "C" ssize_t sys_fault_read(int fd, void* bytes, size_t size) {
  SYS_FAULT_TABLE_ENTRY("read", true, EINTR, EIO);
  const Fault fault = next(call, __builtin_return_address(0));
  const bool neverShort = (isPipe(fd) || isTerminal(fd)) && !waits(fd);
  const bool untrue = (fault.error == EIO && fault.again && isPipe(fd)) ||
                      (fault.error == EIO && isTerminal(fd)) ||
                      (fault.cut != sys::faults::Cut::None && neverShort);
  if (untrue) sys::faults::decline();
  if (untrue || fault.error == 0) {
    return ::read(fd, bytes, untrue ? size : sys::faults::shortened(size, fault.cut));
  }
  return sys::faults::failed(fault);
}

// A pipe is neither full for good nor a disk, and a counter takes all or nothing; only a standard
// stream's pipe has readers elsewhere who may be gone.
extern "C" ssize_t sys_fault_write(int fd, const void* bytes, size_t size);
extern "C" ssize_t sys_fault_write(int fd, const void* bytes, size_t size) {
  SYS_FAULT_TABLE_ENTRY("write", true, EINTR, EIO, ENOSPC, EDQUOT, EFBIG, EPIPE);
  const Fault fault = next(call, __builtin_return_address(0));
  const bool isHurt = fault.error != 0 || fault.cut != sys::faults::Cut::None;
  const bool untrue = isHurt && fault.error != EINTR &&
                      (isOnlyADescriptor(fd) ||
                       (fault.error != 0 && isPipe(fd) && (fd > 2 || fault.error != EPIPE)));
  if (untrue) sys::faults::decline();
  if (fault.error != 0 && !untrue) return sys::faults::failed(fault);
  return ::write(fd, bytes, untrue ? size : sys::faults::shortened(size, fault.cut));
}

// Names that end in `.test` are answered here.
extern "C" int sys_fault_getaddrinfo(const char* host, const char* service, const addrinfo* hints,
                                     addrinfo** found);
extern "C" int sys_fault_getaddrinfo(const char* host, const char* service, const addrinfo* hints,
                                     addrinfo** found) {
  SYS_FAULT_TABLE_ENTRY("getaddrinfo", false, EAI_AGAIN, EAI_FAIL, EAI_MEMORY, EAI_NONAME,
                        EAI_SYSTEM);
  const Fault fault = next(call, __builtin_return_address(0));
  errno = EMFILE;  // What EAI_SYSTEM is about.
  if (fault.error != 0) return fault.error;
  switch (sys::names::answerFor(host)) {
    case sys::names::Answer::Missing:
      return EAI_NONAME;
    case sys::names::Answer::Later:
      return EAI_AGAIN;
    case sys::names::Answer::Broken:
      return EAI_FAIL;
    case sys::names::Answer::Loopback:
      return ::getaddrinfo(nullptr, "1", hints, found);
    default:
      return ::getaddrinfo(host, service, hints, found);
  }
}

// The mode is passed on also where none was given: the callee does not look at it then.
#define SYS_FAULT_OPEN(name, parameters, arguments)                                                \
  extern "C" int sys_fault_##name parameters;                                                      \
  extern "C" int sys_fault_##name parameters {                                                     \
    SYS_FAULT_TABLE_ENTRY(#name, false, EINTR, EACCES, EDQUOT, EIO, ELOOP, EMFILE, ENFILE, ENOMEM, \
                          ENOSPC, EPERM, EROFS, ETXTBSY);                                          \
    const Fault fault = next(call, __builtin_return_address(0));                                   \
    std::va_list rest;                                                                             \
    va_start(rest, flags);                                                                         \
    const unsigned mode = (flags & O_CREAT) != 0 ? va_arg(rest, unsigned) : 0;                     \
    va_end(rest);                                                                                  \
    return fault.error == 0 ? ::name arguments : sys::faults::failed(fault);                       \
  }
SYS_FAULT_OPEN(open, (const char* path, int flags, ...), (path, flags, mode))
SYS_FAULT_OPEN(openat, (int at, const char* path, int flags, ...), (at, path, flags, mode))

// A group may have gone or be closed to us; a child of one's own that runs can be ended, or a
// destructor would wait for it without an end.
extern "C" int sys_fault_kill(pid_t process, int number);
extern "C" int sys_fault_kill(pid_t process, int number) {
  SYS_FAULT_TABLE_ENTRY("kill", false, EPERM, ESRCH);
  Fault fault;
  if (process < 0) fault = next(call, __builtin_return_address(0));
  return fault.error == 0 ? ::kill(process, number) : sys::faults::failed(fault);
}

// Asking and setting back cannot fail.
extern "C" int sys_fault_sigaction(int number, const struct sigaction* action,
                                   struct sigaction* old);
extern "C" int sys_fault_sigaction(int number, const struct sigaction* action,
                                   struct sigaction* old) {
  SYS_FAULT_TABLE_ENTRY("sigaction", false, EINVAL);
  Fault fault;
  if (action != nullptr && action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN) {
    fault = next(call, __builtin_return_address(0));
  }
  return fault.error == 0 ? ::sigaction(number, action, old) : sys::faults::failed(fault);
}

// What fcntl may report depends on what it is asked.
extern "C" int sys_fault_fcntl(int fd, int command, ...);
extern "C" int sys_fault_fcntl(int fd, int command, ...) {
  std::va_list rest;
  va_start(rest, command);
  void* argument = va_arg(rest, void*);
  va_end(rest);
  const void* site = __builtin_return_address(0);
  Fault fault;
  switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC: {
      SYS_FAULT_TABLE_ENTRY("fcntl F_DUPFD", false, EMFILE);
      fault = next(call, site);
      break;
    }
    case F_SETLK:
    case F_SETLKW: {
      SYS_FAULT_TABLE_ENTRY("fcntl F_SETLK", false, EINTR, EACCES, ENOLCK);
      fault = next(call, site);
      break;
    }
    case F_SETFL: {
      SYS_FAULT_TABLE_ENTRY("fcntl F_SETFL", false, EPERM, EINVAL);
      fault = next(call, site);
      break;
    }
    case F_GETFD:
    case F_GETFL:
      break;  // Their only error is an answer: there is no such descriptor.
    default: {
      SYS_FAULT_TABLE_ENTRY("fcntl", false, EINVAL);
      fault = next(call, site);
    }
  }
  return fault.error == 0 ? ::fcntl(fd, command, argument) : sys::faults::failed(fault);
}

namespace {

// The request is an int or an unsigned long.
template <typename Request>
int callIoctl(int (*real)(int, Request, ...), int fd, unsigned long request, void* argument) {
  return real(fd, static_cast<Request>(request), argument);
}

}  // namespace

extern "C" int sys_fault_ioctl(int fd, unsigned long request, ...);
extern "C" int sys_fault_ioctl(int fd, unsigned long request, ...) {
  SYS_FAULT_TABLE_ENTRY("ioctl", false, ENOTTY, EIO);
  const Fault fault = next(call, __builtin_return_address(0));
  std::va_list rest;
  va_start(rest, request);
  void* argument = va_arg(rest, void*);
  va_end(rest);
  return fault.error == 0 ? callIoctl(&::ioctl, fd, request, argument) : sys::faults::failed(fault);
}
