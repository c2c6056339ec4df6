# What the rows that zig compiles share: its drivers, which scripts/cross-deps puts into the row's tree.

include("${CMAKE_CURRENT_LIST_DIR}/cross.cmake")

set(CMAKE_C_COMPILER "${SYS_CROSS_PREFIX}/bin/clang")
set(CMAKE_CXX_COMPILER "${SYS_CROSS_PREFIX}/bin/clang++")
set(CMAKE_AR "${SYS_CROSS_PREFIX}/bin/ar" CACHE FILEPATH "")
set(CMAKE_RANLIB "${SYS_CROSS_PREFIX}/bin/ranlib" CACHE FILEPATH "")

# Every compilation is optimised, CMake's checks too: zig builds its C and C++ libraries once per mode, which takes
# minutes, and without optimisation it adds traps for undefined behaviour that Abseil is not free of.
set(CMAKE_C_FLAGS_INIT "-O1 -fno-sanitize=undefined")
set(CMAKE_CXX_FLAGS_INIT "-O1 -fno-sanitize=undefined")
