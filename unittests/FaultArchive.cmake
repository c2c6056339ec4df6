# Copies the library's archive with its references to the wrapped calls renamed: what FaultCalls.cpp defines as
# sys_fault_NAME is what the copy calls in place of NAME. Only the library's own calls lead there, whatever the linker,
# the C library or a sanitizer does.
#   cmake -DNM= -DOBJCOPY= -DARCHIVE= -DCALLS=<object> -DOUTPUT= -P FaultArchive.cmake
execute_process(COMMAND "${NM}" --defined-only "${CALLS}" OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL " sys_fault_[A-Za-z0-9_]+" wrappers "${symbols}")
if(NOT wrappers)
  message(FATAL_ERROR "${CALLS} defines no sys_fault_NAME")
endif()
execute_process(COMMAND "${NM}" --defined-only "${ARCHIVE}" OUTPUT_VARIABLE own COMMAND_ERROR_IS_FATAL ANY)

set(map "")
set(weak "")
foreach(wrapper IN LISTS wrappers)
  string(STRIP "${wrapper}" wrapper)
  string(REGEX REPLACE "^sys_fault_" "" name "${wrapper}")
  string(APPEND map "${name} ${wrapper}\n")
  # A call that the library itself defines (the C library has none) is renamed with its definition, which gives way to
  # the wrapper's. GNU's objcopy wants the new name for that, LLVM's the old.
  if(own MATCHES " ${name}\n")
    list(APPEND weak "--weaken-symbol=${wrapper}" "--weaken-symbol=${name}")
  endif()
endforeach()
file(WRITE "${OUTPUT}.map" "${map}")
execute_process(COMMAND "${OBJCOPY}" "--redefine-syms=${OUTPUT}.map" ${weak} "${ARCHIVE}" "${OUTPUT}"
  COMMAND_ERROR_IS_FATAL ANY)
