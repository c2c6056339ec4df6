# The library whose system calls can be made to fail, for the tests: sys_faults. Without the means to rename symbols it
# is the library itself, and the tests that need more are skipped with the reason.
set(SYS_FAULTS_UNAVAILABLE "")
if(APPLE)
  set(SYS_FAULTS_UNAVAILABLE "objcopy does not rename symbols of Mach-O archives")
elseif(NOT CMAKE_OBJCOPY OR NOT CMAKE_NM)
  set(SYS_FAULTS_UNAVAILABLE "no objcopy and nm were found")
elseif(MSVC)
  set(SYS_FAULTS_UNAVAILABLE "the wrappers are written for GNU-like compilers")
endif()
if(SYS_FAULTS_UNAVAILABLE)
  set(faults_default OFF)
else()
  set(faults_default ON)
endif()
option(SYS_FAULTS "Let the tests make system calls of the library fail" ${faults_default})
if(NOT SYS_FAULTS AND NOT SYS_FAULTS_UNAVAILABLE)
  set(SYS_FAULTS_UNAVAILABLE "SYS_FAULTS is OFF in this build")
endif()
# An emulated system takes a hundred times as long to start a program.
if(CMAKE_CROSSCOMPILING)
  set(faults_ways 1)
else()
  set(faults_ways 0)
endif()
set(SYS_FAULT_WAYS ${faults_ways} CACHE STRING "Errors tried at each call of tests that start programs; 0 is all")
configure_file(FaultSupport.hpp.in FaultSupport.hpp @ONLY)

# sys_fault_copy(<target> <original>): <target> is <original>, with what it calls of FaultCalls.cpp renamed.
function(sys_fault_copy target original)
  if(NOT SYS_FAULTS)
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE ${original})
    return()
  endif()
  set(archive "${CMAKE_CURRENT_BINARY_DIR}/${CMAKE_STATIC_LIBRARY_PREFIX}${target}${CMAKE_STATIC_LIBRARY_SUFFIX}")
  set(script "${CMAKE_CURRENT_SOURCE_DIR}/FaultArchive.cmake")
  add_custom_command(OUTPUT "${archive}"
    COMMAND "${CMAKE_COMMAND}" "-DNM=${CMAKE_NM}" "-DOBJCOPY=${CMAKE_OBJCOPY}" "-DARCHIVE=$<TARGET_FILE:${original}>"
      "-DCALLS=$<TARGET_OBJECTS:sys_fault_calls>" "-DOUTPUT=${archive}" -P "${script}"
    DEPENDS ${original} sys_fault_calls $<TARGET_OBJECTS:sys_fault_calls> "${script}"
    COMMENT "Making the system calls of ${original} fallible" VERBATIM)
  add_custom_target(${target}_archive DEPENDS "${archive}")
  add_library(${target} INTERFACE)
  add_dependencies(${target} ${target}_archive)
  get_target_property(libraries ${original} INTERFACE_LINK_LIBRARIES)
  target_link_libraries(${target} INTERFACE "${archive}" ${libraries})
  target_include_directories(${target} INTERFACE $<TARGET_PROPERTY:${original},INTERFACE_INCLUDE_DIRECTORIES>)
endfunction()

if(SYS_FAULTS)
  sys_forward_platform_files("${CMAKE_CURRENT_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}/FaultCalls.cpp")
  add_library(sys_fault_calls OBJECT FaultCalls.cpp)
  target_include_directories(sys_fault_calls PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}" "${CMAKE_CURRENT_BINARY_DIR}"
    "${PROJECT_SOURCE_DIR}/lib/sys" $<TARGET_PROPERTY:sys,INTERFACE_INCLUDE_DIRECTORIES>)
  target_include_directories(sys_fault_calls SYSTEM PRIVATE
    $<TARGET_PROPERTY:sys,INTERFACE_SYSTEM_INCLUDE_DIRECTORIES>)
  target_link_libraries(sys_fault_calls PRIVATE sys_warnings)
  target_compile_features(sys_fault_calls PRIVATE cxx_std_20)
endif()
sys_fault_copy(sys_faults sys)

# A small piece with the mistakes that the loop must find.
sys_forward_platform_files("${CMAKE_CURRENT_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}/FaultSample.cpp")
add_library(sys_fault_sample STATIC FaultSample.cpp)
target_include_directories(sys_fault_sample PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}" "${CMAKE_CURRENT_BINARY_DIR}")
target_link_libraries(sys_fault_sample PRIVATE sys_warnings)
sys_fault_copy(sys_fault_samples sys_fault_sample)

if(SYS_FAULTS)
  set(allowed "${CMAKE_CURRENT_SOURCE_DIR}/Symbols.txt")
  foreach(layer IN LISTS SYS_LAYERS)
    if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${layer}/Symbols.txt")
      list(APPEND allowed "${CMAKE_CURRENT_SOURCE_DIR}/${layer}/Symbols.txt")
    endif()
  endforeach()
  function(sys_symbols_test name original map)
    add_test(NAME ${name} COMMAND "${CMAKE_COMMAND}" "-DNM=${CMAKE_NM}" "-DARCHIVE=$<TARGET_FILE:${original}>"
      "-DMAP=${map}" "-DALLOWED=${allowed}" -P "${CMAKE_CURRENT_SOURCE_DIR}/Symbols.cmake")
  endfunction()
  sys_symbols_test(sys_symbols sys
    "${CMAKE_CURRENT_BINARY_DIR}/${CMAKE_STATIC_LIBRARY_PREFIX}sys_faults${CMAKE_STATIC_LIBRARY_SUFFIX}.map")
  # With nothing wrapped the sample's calls are found.
  file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/nothing.map" "")
  sys_symbols_test(sys_symbols_are_found sys_fault_sample "${CMAKE_CURRENT_BINARY_DIR}/nothing.map")
  set_tests_properties(sys_symbols_are_found PROPERTIES
    PASS_REGULAR_EXPRESSION "no test can make to fail:.*(read|ReadFile)")
endif()
