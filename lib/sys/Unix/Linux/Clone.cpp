// lib/sys/Unix/Linux/Clone.cpp -- The child of clone3 starts on an empty stack, so it must not
// return through C++ frames.
#pragma once

#include <sys/syscall.h>

#include <cerrno>

#include "Unix/Linux/Clone.hpp"

#ifndef SYS_clone3
#define SYS_clone3 435
#endif

// Never inlined, so that the tests can put a failing one in its place.
extern "C" [[gnu::noinline]] long sys_clone3(void* arguments, std::size_t size, void (*run)(void*),
                                             void* argument) {
  long result = 0;
#if defined(__x86_64__) && !defined(__ILP32__)
  // The child has the parent's registers but for rax and rsp; it calls `run`, which does not
  // return.
  register void (*child)(void*) asm("r12") = run;
  register void* with asm("r13") = argument;
  asm volatile(
      "syscall\n\t"
      "testq %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "xorl %%ebp, %%ebp\n\t"
      "movq %%r13, %%rdi\n\t"
      "callq *%%r12\n\t"
      "ud2\n"
      "1:"
      : "=a"(result)
      : "a"(SYS_clone3), "D"(arguments), "S"(size), "r"(child), "r"(with)
      : "rcx", "r11", "memory");
#elif defined(__aarch64__)
  register long number asm("x8") = SYS_clone3;
  register void* first asm("x0") = arguments;
  register std::size_t second asm("x1") = size;
  register void (*child)(void*) asm("x9") = run;
  register void* with asm("x10") = argument;
  asm volatile(
      "svc #0\n\t"
      "cbnz x0, 1f\n\t"
      "mov x29, xzr\n\t"
      "mov x0, x10\n\t"
      "blr x9\n\t"
      "brk #1\n"
      "1:"
      : "+r"(first)
      : "r"(number), "r"(second), "r"(child), "r"(with)
      : "memory");
  result = reinterpret_cast<long>(first);
#else
  static_cast<void>(arguments);
  static_cast<void>(size);
  static_cast<void>(run);
  static_cast<void>(argument);
  result = -ENOSYS;
#endif
  if (result >= 0) return result;
  errno = static_cast<int>(-result);
  return -1;
}
