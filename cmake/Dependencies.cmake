# Abseil (tools) and GoogleTest (tests), as installed packages.

function(sys_dependency package)
  find_package(${package} CONFIG QUIET)
  if(NOT ${package}_FOUND)
    message(FATAL_ERROR "${package} was not found. Install it (Debian: libabsl-dev libgtest-dev), or name its "
      "installation by -DCMAKE_PREFIX_PATH=DIR.")
  endif()
endfunction()

if(SYS_BUILD_TOOLS)
  sys_dependency(absl)
endif()
if(SYS_BUILD_TESTS)
  sys_dependency(GTest)
endif()
find_package(Threads REQUIRED)

