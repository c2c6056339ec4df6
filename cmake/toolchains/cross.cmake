# What the cross rows share: where Abseil and GoogleTest for this row are. Wants SYS_ROW.

# The environment outlives this file's variables: each try_compile reads the toolchain again.
if(NOT DEFINED ENV{SYS_CROSS_PREFIX_${SYS_ROW}})
  if(DEFINED ENV{SYS_CROSS_PREFIX})  # scripts/cross-deps is building them now.
    set(ENV{SYS_CROSS_PREFIX_${SYS_ROW}} "$ENV{SYS_CROSS_PREFIX}")
  else()
    execute_process(
      COMMAND "${CMAKE_CURRENT_LIST_DIR}/../../scripts/cross-deps" --print ${SYS_ROW}
      OUTPUT_VARIABLE prefix OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE result)
    if(NOT result EQUAL 0)
      message(FATAL_ERROR "Abseil and GoogleTest for ${SYS_ROW} are not built. "
                          "Run scripts/cross-deps ${SYS_ROW} first.")
    endif()
    set(ENV{SYS_CROSS_PREFIX_${SYS_ROW}} "${prefix}")
  endif()
endif()
set(SYS_CROSS_PREFIX "$ENV{SYS_CROSS_PREFIX_${SYS_ROW}}")

# Packages come from the row's tree alone: the machine's own are for another processor or system.
list(APPEND CMAKE_PREFIX_PATH "${SYS_CROSS_PREFIX}")
list(APPEND CMAKE_FIND_ROOT_PATH "${SYS_CROSS_PREFIX}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
