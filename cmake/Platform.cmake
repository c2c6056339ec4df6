# Chooses the platform: an ordered list of layers (directories under lib/sys), most specific first. A layer holds a
# file only where it differs from the layers after it.
set(SYS_LAYERS_Linux Unix/Linux Unix)
set(SYS_LAYERS_Darwin Darwin Unix/Kqueue Unix)
set(SYS_LAYERS_Posix Unix)  # For CI: what every Unix has, exercised on Linux.
set(SYS_LAYERS_Kqueue Unix/Kqueue Unix)  # For CI: what Darwin and the BSDs share, by an emulation on Linux.
set(SYS_LAYERS_Windows Windows)

set(SYS_PLATFORM "${CMAKE_SYSTEM_NAME}" CACHE STRING
  "A row of cmake/Platform.cmake or the name of a directory in lib/sys")

# A system without a row is a directory named after it, on top of Unix where CMake calls it one.
if(NOT DEFINED SYS_LAYERS_${SYS_PLATFORM})
  set(SYS_LAYERS_${SYS_PLATFORM} ${SYS_PLATFORM})
  if(UNIX)
    list(APPEND SYS_LAYERS_${SYS_PLATFORM} Unix)
  endif()
endif()
set(SYS_LAYERS ${SYS_LAYERS_${SYS_PLATFORM}})

# sys_platform_file(<out> <root> <name>): the most specific <root>/<layer>/<name>, or a configure error.
function(sys_platform_file out root name)
  foreach(layer IN LISTS SYS_LAYERS)
    if(EXISTS "${root}/${layer}/${name}")
      set(${out} "${layer}/${name}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  list(JOIN SYS_LAYERS ", " layers)
  message(FATAL_ERROR "platform '${SYS_PLATFORM}' has no ${name}: looked in ${layers} under ${root}. "
    "Add ${name} to one of these directories, or a row to cmake/Platform.cmake; docs/porting.md has the checklist.")
endfunction()

# sys_forward_platform_files(<root> <source>...): writes platform/X.cpp into the current build directory for each
# `#include "platform/X.cpp"` that the sources, and the files chosen for them, contain.
function(sys_forward_platform_files root)
  set(queue ${ARGN})
  set(done "")
  while(queue)
    list(POP_FRONT queue source)
    file(STRINGS "${source}" includes REGEX "^#include \"platform/[A-Za-z]+\\.cpp\"")
    # A file that includes its counterpart of another layer needs that one's parts too.
    file(STRINGS "${source}" layered REGEX "^#include \"[A-Z][A-Za-z/]+\\.[ch]pp\"")
    foreach(line IN LISTS layered)
      string(REGEX REPLACE "^#include \"(.*)\".*" "\\1" name "${line}")
      if(EXISTS "${root}/${name}" AND NOT name IN_LIST done)
        list(APPEND done "${name}")
        list(APPEND queue "${root}/${name}")
      endif()
    endforeach()
    foreach(line IN LISTS includes)
      string(REGEX REPLACE "^#include \"platform/(.*)\\.cpp\".*" "\\1" unit "${line}")
      if(NOT "platform/${unit}" IN_LIST done)
        list(APPEND done "platform/${unit}")
        sys_platform_file(chosen "${root}" "${unit}.cpp")
        file(CONFIGURE OUTPUT "platform/${unit}.cpp" CONTENT "#include \"${chosen}\"\n")
        list(APPEND queue "${root}/${chosen}")
      endif()
    endforeach()
  endwhile()
endfunction()
