# Copies the library's archive with its references to the wrapped calls renamed: what FaultCalls.cpp defines as
# sys_fault_NAME is what the copy calls in place of NAME. Only the library's own calls lead there, whatever the linker,
# the C library or a sanitizer does.
#   cmake -DNM= -DOBJCOPY= -DARCHIVE= -DCALLS=<object> -DOUTPUT= -P FaultArchive.cmake
execute_process(COMMAND "${NM}" --defined-only "${CALLS}" OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "sys_fault_[A-Za-z0-9_]+" wrappers "${symbols}")
list(REMOVE_DUPLICATES wrappers)
if(NOT wrappers)
  message(FATAL_ERROR "${CALLS} defines no sys_fault_NAME")
endif()
set(map "")
foreach(wrapper IN LISTS wrappers)
  string(REGEX REPLACE "^sys_fault_" "" name "${wrapper}")
  string(APPEND map "${name} ${wrapper}\n")
endforeach()
file(WRITE "${OUTPUT}.map" "${map}")
execute_process(COMMAND "${OBJCOPY}" "--redefine-syms=${OUTPUT}.map" "${ARCHIVE}" "${OUTPUT}"
  COMMAND_ERROR_IS_FATAL ANY)
