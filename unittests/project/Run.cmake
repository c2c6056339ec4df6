# run(<words>...): runs a command and ends the test with its output if it fails; `output` is what it wrote.
macro(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGV " " shown)
    message(FATAL_ERROR "${shown}\nended with ${result}:\n${output}")
  endif()
endmacro()
