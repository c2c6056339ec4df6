#pragma once

#include <algorithm>
#include <string_view>

// The lists that the checks compare with.
namespace tidy {

template <typename List>
bool contains(const List& list, std::string_view word) {
  return std::ranges::find(list, word) != std::ranges::end(list);
}

/// The headers of C++20, without the C library's in their C spelling.
inline constexpr std::string_view kStandardHeaders[] = {"algorithm",
                                                        "any",
                                                        "array",
                                                        "atomic",
                                                        "barrier",
                                                        "bit",
                                                        "bitset",
                                                        "cassert",
                                                        "cctype",
                                                        "cerrno",
                                                        "cfenv",
                                                        "cfloat",
                                                        "charconv",
                                                        "chrono",
                                                        "cinttypes",
                                                        "climits",
                                                        "clocale",
                                                        "cmath",
                                                        "codecvt",
                                                        "compare",
                                                        "complex",
                                                        "concepts",
                                                        "condition_variable",
                                                        "coroutine",
                                                        "csetjmp",
                                                        "csignal",
                                                        "cstdarg",
                                                        "cstddef",
                                                        "cstdint",
                                                        "cstdio",
                                                        "cstdlib",
                                                        "cstring",
                                                        "ctime",
                                                        "cuchar",
                                                        "cwchar",
                                                        "cwctype",
                                                        "deque",
                                                        "exception",
                                                        "execution",
                                                        "filesystem",
                                                        "format",
                                                        "forward_list",
                                                        "fstream",
                                                        "functional",
                                                        "future",
                                                        "initializer_list",
                                                        "iomanip",
                                                        "ios",
                                                        "iosfwd",
                                                        "iostream",
                                                        "istream",
                                                        "iterator",
                                                        "latch",
                                                        "limits",
                                                        "list",
                                                        "locale",
                                                        "map",
                                                        "memory",
                                                        "memory_resource",
                                                        "mutex",
                                                        "new",
                                                        "numbers",
                                                        "numeric",
                                                        "optional",
                                                        "ostream",
                                                        "queue",
                                                        "random",
                                                        "ranges",
                                                        "ratio",
                                                        "regex",
                                                        "scoped_allocator",
                                                        "semaphore",
                                                        "set",
                                                        "shared_mutex",
                                                        "source_location",
                                                        "span",
                                                        "sstream",
                                                        "stack",
                                                        "stdexcept",
                                                        "stop_token",
                                                        "streambuf",
                                                        "string",
                                                        "string_view",
                                                        "strstream",
                                                        "syncstream",
                                                        "system_error",
                                                        "thread",
                                                        "tuple",
                                                        "type_traits",
                                                        "typeindex",
                                                        "typeinfo",
                                                        "unordered_map",
                                                        "unordered_set",
                                                        "utility",
                                                        "valarray",
                                                        "variant",
                                                        "vector",
                                                        "version"};

/// The standard's headers that exist to reach the system: files, streams, signals, errno and the
/// process-wide locale. What several purposes share (<cstdlib>, <random>, <ctime>) is checked by
/// name instead.
inline constexpr std::string_view kBypassHeaders[] = {
    "filesystem", "fstream", "iostream", "cstdio", "csignal", "cerrno", "clocale", "syncstream"};

/// Names of the standard library that reach the system, flagged wherever they are named with
/// `std::` and, as functions, where they are called without. Left out on purpose: exit, abort and
/// assert (the end of a program is its own affair), threads, mutexes, atomics and <chrono>.
inline constexpr std::string_view kBypassNames[] = {
    "printf",  "fprintf", "vprintf",    "vfprintf", "scanf",   "fscanf",   "puts",
    "putchar", "fputs",   "fputc",      "putc",     "getchar", "fgets",    "fgetc",
    "getc",    "fopen",   "freopen",    "fclose",   "fflush",  "fread",    "fwrite",
    "fseek",   "ftell",   "perror",     "tmpfile",  "tmpnam",  "setbuf",   "setvbuf",
    "getenv",  "system",  "quick_exit", "signal",   "raise",   "setlocale"};

/// The same for names that are too common to be flagged without `std::`.
inline constexpr std::string_view kBypassNamesQualified[] = {"FILE",
                                                             "cin",
                                                             "cout",
                                                             "cerr",
                                                             "clog",
                                                             "wcin",
                                                             "wcout",
                                                             "wcerr",
                                                             "ifstream",
                                                             "ofstream",
                                                             "fstream",
                                                             "wifstream",
                                                             "wofstream",
                                                             "wfstream",
                                                             "filebuf",
                                                             "osyncstream",
                                                             "filesystem",
                                                             "random_device",
                                                             "system_category",
                                                             "generic_category"};

/// Of these the standard has one that changes the disk and takes one argument (or two names), and
/// others that do not: flagged as `std::remove(name)` with one argument, `std::rename`, and where
/// they are called without a qualification and no function of that name is declared in the file.
inline constexpr std::string_view kBypassFileNames[] = {"remove", "rename"};

/// Names the compiler or a system's headers give to an operating system. An `#if` on one of them is
/// allowed nowhere but in the Windows prelude.
inline constexpr std::string_view kSystemMacros[] = {"_WIN32",
                                                     "_WIN64",
                                                     "WIN32",
                                                     "WIN64",
                                                     "__CYGWIN__",
                                                     "__linux__",
                                                     "__linux",
                                                     "linux",
                                                     "__gnu_linux__",
                                                     "__ANDROID__",
                                                     "__APPLE__",
                                                     "__MACH__",
                                                     "TARGET_OS_MAC",
                                                     "TARGET_OS_IPHONE",
                                                     "__unix__",
                                                     "__unix",
                                                     "unix",
                                                     "BSD",
                                                     "__BSD__",
                                                     "__FreeBSD__",
                                                     "__FreeBSD_kernel__",
                                                     "__NetBSD__",
                                                     "__OpenBSD__",
                                                     "__DragonFly__",
                                                     "__sun",
                                                     "__sun__",
                                                     "__svr4__",
                                                     "_AIX",
                                                     "__HAIKU__",
                                                     "__QNX__",
                                                     "__Fuchsia__",
                                                     "__EMSCRIPTEN__",
                                                     "__wasi__"};

/// Names of C libraries, compilers for one system and processors: part of a layer's own business.
inline constexpr std::string_view kPlatformMacros[] = {
    "_MSC_VER",      "__MINGW32__",      "__MINGW64__",  "__GLIBC__",       "__GNU_LIBRARY__",
    "__UCLIBC__",    "__BIONIC__",       "_GNU_SOURCE",  "_POSIX_C_SOURCE", "_POSIX_VERSION",
    "_XOPEN_SOURCE", "_DARWIN_C_SOURCE", "_WIN32_WINNT", "NTDDI_VERSION",   "__x86_64__",
    "__i386__",      "__aarch64__",      "__arm__",      "__riscv",         "__powerpc64__",
    "__s390x__",     "_M_X64",           "_M_IX86",      "_M_ARM64"};

inline constexpr std::string_view kWindowsPreludeHeaders[] = {"windows.h", "winsock2.h",
                                                              "winsock.h", "Windows.h"};

/// Headers of POSIX that mingw has and Microsoft's compiler has not.
inline constexpr std::string_view kUnixHeaders[] = {
    "unistd.h",  "dirent.h",   "pthread.h",   "sched.h",    "semaphore.h",
    "strings.h", "getopt.h",   "libgen.h",    "dlfcn.h",    "glob.h",
    "fnmatch.h", "sys/time.h", "sys/param.h", "sys/mman.h", "sys/wait.h"};

/// What a coroutine calls of its promise and of what it awaits.
inline constexpr std::string_view kCoroutineFunctions[] = {
    "get_return_object",   "get_return_object_on_allocation_failure",
    "initial_suspend",     "final_suspend",
    "return_value",        "return_void",
    "unhandled_exception", "await_ready",
    "await_suspend",       "await_resume"};

/// docs/style.md: each is a macro somewhere.
inline constexpr std::string_view kReservedNames[] = {
    "stdin", "stdout", "stderr", "environ", "errno",  "interface", "near",
    "far",   "IN",     "OUT",    "ERROR",   "DELETE", "unix",      "linux"};

/// What cannot stand before a name that is being declared.
inline constexpr std::string_view kExpressionWords[] = {
    "return", "throw",     "else",     "case", "goto", "new",    "delete",   "co_return",
    "sizeof", "co_return", "co_yield", "and",  "or",   "typeid", "co_await", "not"};

}  // namespace tidy
