# What the rows that zig compiles share: its drivers, which scripts/cross-deps puts into the row's tree.

include("${CMAKE_CURRENT_LIST_DIR}/cross.cmake")

set(CMAKE_C_COMPILER "${SYS_CROSS_PREFIX}/bin/clang")
set(CMAKE_CXX_COMPILER "${SYS_CROSS_PREFIX}/bin/clang++")
set(CMAKE_AR "${SYS_CROSS_PREFIX}/bin/ar" CACHE FILEPATH "")
set(CMAKE_RANLIB "${SYS_CROSS_PREFIX}/bin/ranlib" CACHE FILEPATH "")

# Without optimisation zig adds traps for undefined behaviour, which Abseil and GoogleTest are not free of.
set(CMAKE_C_FLAGS_INIT "-fno-sanitize=undefined")
set(CMAKE_CXX_FLAGS_INIT "-fno-sanitize=undefined")
