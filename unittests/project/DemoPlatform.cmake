# Ports the library to a system that nobody has heard of: a directory is added to a copy of the sources, nothing else is
# touched, and it configures and builds. Without a unit the configuration says which one is missing. Needs ROOT, WORK,
# GENERATOR, MAKE_PROGRAM and COMPILER.
include("${CMAKE_CURRENT_LIST_DIR}/Run.cmake")
file(REMOVE_RECURSE "${WORK}")
foreach(part CMakeLists.txt cmake include lib)
  file(COPY "${ROOT}/${part}" DESTINATION "${WORK}/source")
endforeach()

file(WRITE "${WORK}/source/lib/sys/Demo/ExecutablePath.cpp" [=[
// lib/sys/Demo/ExecutablePath.cpp -- The Demo system keeps every program in one place.
#pragma once

#include "sys/Path.hpp"

namespace sys::posix {

static Path executablePath() { return Path("/demo/program"); }

}  // namespace sys::posix
]=])

set(configure "${CMAKE_COMMAND}" -S "${WORK}/source" -B "${WORK}/build" -G "${GENERATOR}"
  "-DCMAKE_MAKE_PROGRAM=${MAKE_PROGRAM}" "-DCMAKE_CXX_COMPILER=${COMPILER}" -DSYS_PLATFORM=Demo
  -DSYS_BUILD_TOOLS=OFF -DSYS_BUILD_TESTS=OFF -DCMAKE_UNITY_BUILD=ON -DCMAKE_BUILD_TYPE=Debug)
run(${configure})
run("${CMAKE_COMMAND}" --build "${WORK}/build")
file(READ "${WORK}/build/lib/sys/platform/ExecutablePath.cpp" forwarder)
if(NOT forwarder STREQUAL "#include \"Demo/ExecutablePath.cpp\"\n")
  message(FATAL_ERROR "the new platform's part was not chosen: ${forwarder}")
endif()

# A unit that no layer has.
file(REMOVE "${WORK}/source/lib/sys/Unix/Process.cpp")
file(REMOVE_RECURSE "${WORK}/build")
execute_process(COMMAND ${configure} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
string(REGEX REPLACE "[ \n]+" " " output "${output}")
if(result EQUAL 0 OR NOT output MATCHES "platform 'Demo' has no Process.cpp: looked in Demo, Unix")
  message(FATAL_ERROR "a missing unit was not named:\n${output}")
endif()
