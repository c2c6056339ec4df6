# macOS on x86_64, by zig.

set(CMAKE_SYSTEM_NAME Darwin)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(SYS_ROW darwin-x64)
include("${CMAKE_CURRENT_LIST_DIR}/darwin.cmake")
