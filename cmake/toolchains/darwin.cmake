# What both macOS rows share. They are compiled and linked here, and run by the hosted workflow.

include("${CMAKE_CURRENT_LIST_DIR}/zig.cmake")

# zig carries the C library of macOS and no framework. Abseil's time zones ask CoreFoundation for the local
# zone's name: this stand-in declares those functions and says which symbols the real one has.
string(APPEND CMAKE_C_FLAGS_INIT " -F${CMAKE_CURRENT_LIST_DIR}/darwin-frameworks")
string(APPEND CMAKE_CXX_FLAGS_INIT " -F${CMAKE_CURRENT_LIST_DIR}/darwin-frameworks")

# CMake insists on one; it is used when shared libraries are installed, and there are none.
find_program(CMAKE_INSTALL_NAME_TOOL NAMES llvm-install-name-tool install_name_tool false)
