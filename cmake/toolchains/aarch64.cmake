# Linux on AArch64: Debian's cross compiler, and qemu to run the tests.

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(SYS_ROW aarch64)
include("${CMAKE_CURRENT_LIST_DIR}/cross.cmake")

set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
list(APPEND CMAKE_FIND_ROOT_PATH /usr/aarch64-linux-gnu)

# The program itself names its loader and libraries, so it also runs as a child with an empty environment.
# DT_RPATH, not DT_RUNPATH: it holds for the libraries of the libraries too.
set(CMAKE_EXE_LINKER_FLAGS_INIT
    "-Wl,--dynamic-linker=/usr/aarch64-linux-gnu/lib/ld-linux-aarch64.so.1 \
-Wl,-rpath,/usr/aarch64-linux-gnu/lib -Wl,--disable-new-dtags")

set(CMAKE_CROSSCOMPILING_EMULATOR "${CMAKE_CURRENT_LIST_DIR}/../../scripts/run-aarch64")
