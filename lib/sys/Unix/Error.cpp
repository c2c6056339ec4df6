// lib/sys/Unix/Error.cpp -- errno in words: plain ones first, then the system's.
#include <cerrno>
#include <cstring>

#include "Error.hpp"

namespace sys {

namespace {

struct PlainReason {
  int code;
  const char* reason;
  const char* suggestion;
};

constexpr PlainReason kPlainReasons[] = {
    {ENOENT, "it does not exist", "Check the spelling."},
    {EACCES, "permission is denied", "Check the permissions of it and of the directories above."},
    {EPERM, "the system does not permit it", ""},
    {EEXIST, "it exists already", ""},
    {ENOTDIR, "a part of the path is not a directory", ""},
    {EISDIR, "it is a directory", ""},
    {ENOTEMPTY, "the directory is not empty", ""},
    {ENOSPC, "the disk is full", "Free space or choose another directory."},
    {EDQUOT, "the disk quota is used up", "Free space or choose another directory."},
    {EROFS, "the file system is read-only", "Choose another directory."},
    {EMFILE, "this process has too many open files", "Raise the limit (ulimit -n)."},
    {ENFILE, "the system has too many open files", "Close other programs."},
    {ENOMEM, "memory is short", "Close other programs or run fewer jobs."},
    {EAGAIN, "a limit of the system is reached", "Run fewer jobs or raise the limit (ulimit -u)."},
    {ETXTBSY, "the program is still being written", "Try again when it is complete."},
    {ENOEXEC, "its format is not that of a program", "Check that it was built for this system."},
    {E2BIG, "the arguments and variables are too long", "Use a response file."},
    {ELOOP, "it leads through too many symbolic links", ""},
    {ENAMETOOLONG, "the name is too long", "Choose a shorter one."},
    {EFBIG, "it would be larger than allowed", "Raise the limit (ulimit -f)."},
    {EIO, "the device reports an error", "Check the disk."},
    {EPIPE, "nobody reads it any more", ""},
    {EBUSY, "it is in use", ""},
    {EADDRINUSE, "the address is in use", "Choose another port, or end who uses it."},
    {EADDRNOTAVAIL, "this machine does not have the address", ""},
    {EAFNOSUPPORT, "this system has no addresses of this kind", "Use a loopback address."},
    {ENOBUFS, "memory for sockets is short", "Close other programs."},
    {ENETDOWN, "the network is down", ""},
    {ENOTCONN, "it is not connected", ""},
    {ENOPROTOOPT, "this system does not know the option", ""},
    {ECONNRESET, "the peer has broken the connection", ""},
    {ECONNREFUSED, "nobody listens there", ""},
    {ENETUNREACH, "there is no way there", ""},
    {EHOSTUNREACH, "there is no way there", ""},
    {ETIMEDOUT, "there was no answer", ""},
};

// strerror_r is one of two functions: GNU's returns the text, POSIX's fills the buffer.
[[maybe_unused]] const char* strerrorText(const char* text, const char*) { return text; }
[[maybe_unused]] const char* strerrorText(int, const char* buffer) { return buffer; }

}  // namespace

SystemCode lastSystemCode() noexcept { return errno; }

SystemReason systemReason(SystemCode code) {
  char buffer[256] = "";
  const char* words =
      strerrorText(::strerror_r(static_cast<int>(code), buffer, sizeof buffer), buffer);
  for (const PlainReason& plain : kPlainReasons) {
    if (plain.code == code) return {plain.reason, words, plain.suggestion};
  }
  return {words, words, ""};
}

}  // namespace sys
