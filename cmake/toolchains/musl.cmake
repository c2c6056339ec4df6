# Linux with musl, static, by zig: a C library with none of glibc's additions.

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(SYS_ROW musl)
include("${CMAKE_CURRENT_LIST_DIR}/zig.cmake")

# Abseil calls the 64-suffixed functions (mmap64), which musl declares on request only.
string(APPEND CMAKE_C_FLAGS_INIT " -D_LARGEFILE64_SOURCE")
string(APPEND CMAKE_CXX_FLAGS_INIT " -D_LARGEFILE64_SOURCE")
