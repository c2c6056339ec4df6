# macOS on arm64, by zig.

set(CMAKE_SYSTEM_NAME Darwin)
set(CMAKE_SYSTEM_PROCESSOR arm64)
set(SYS_ROW darwin-arm64)
include("${CMAKE_CURRENT_LIST_DIR}/darwin.cmake")
