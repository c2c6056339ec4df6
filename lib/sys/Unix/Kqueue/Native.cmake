# As on every Unix, and kqueue, which Darwin and the BSDs have in their C library. Elsewhere it is an emulation: the one
# of the tests, or libkqueue where SYS_LIBKQUEUE asks for it.
include("${CMAKE_CURRENT_LIST_DIR}/../Native.cmake")

include(CheckCXXSymbolExists)
check_cxx_symbol_exists(kqueue "sys/types.h;sys/event.h" SYS_HAS_KQUEUE)
if(SYS_HAS_KQUEUE)
  return()
endif()
option(SYS_LIBKQUEUE "Take kqueue from an installed libkqueue" OFF)
if(SYS_LIBKQUEUE)
  find_path(SYS_KQUEUE_INCLUDE sys/event.h PATH_SUFFIXES kqueue REQUIRED)
  find_library(SYS_KQUEUE_LIBRARY kqueue REQUIRED)
  add_library(sys_kqueue INTERFACE)
  target_include_directories(sys_kqueue SYSTEM INTERFACE "${SYS_KQUEUE_INCLUDE}")
  target_link_libraries(sys_kqueue INTERFACE "${SYS_KQUEUE_LIBRARY}")
else()
  add_subdirectory("${PROJECT_SOURCE_DIR}/unittests/Unix/Linux/kqueue" "${PROJECT_BINARY_DIR}/kqueue")
endif()
