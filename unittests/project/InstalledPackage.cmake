# Installs the library that was built, builds an outside project against it, by find_package and by pkg-config, and runs
# the program. Needs BUILD (this build's directory), WORK, SOURCE, GENERATOR, MAKE_PROGRAM and COMPILER.
include("${CMAKE_CURRENT_LIST_DIR}/Run.cmake")
file(REMOVE_RECURSE "${WORK}")
set(prefix "${WORK}/prefix")

run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${prefix}")
run("${CMAKE_COMMAND}" -S "${SOURCE}" -B "${WORK}/build" -G "${GENERATOR}" "-DCMAKE_MAKE_PROGRAM=${MAKE_PROGRAM}"
  "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_FLAGS=${FLAGS}" "-DCMAKE_PREFIX_PATH=${prefix}")
run("${CMAKE_COMMAND}" --build "${WORK}/build")
run("${WORK}/build/outside")
string(STRIP "${output}" output)
if(NOT output STREQUAL "${WORK}/build/outside")
  message(FATAL_ERROR "the outside program says '${output}'")
endif()

find_program(pkg_config NAMES pkg-config pkgconf)
if(NOT pkg_config)
  message(STATUS "pkg-config is not installed: its file was not tried")
  return()
endif()
file(GLOB_RECURSE pc "${prefix}/*/sys.pc")
get_filename_component(pc_directory "${pc}" DIRECTORY)
set(ENV{PKG_CONFIG_PATH} "${pc_directory}")
run("${pkg_config}" --cflags --libs sys)
separate_arguments(words UNIX_COMMAND "${FLAGS} ${output}")
run("${COMPILER}" -std=c++20 "${SOURCE}/Main.cpp" -o "${WORK}/by-pkg-config" ${words})
run("${WORK}/by-pkg-config")
