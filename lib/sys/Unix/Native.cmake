# Descriptors are ints everywhere; pid_t is a signed integer of measured size.
include(CheckTypeSize)
set(CMAKE_EXTRA_INCLUDE_FILES sys/types.h)
check_type_size(pid_t SYS_PID_T LANGUAGE CXX)
unset(CMAKE_EXTRA_INCLUDE_FILES)
math(EXPR SYS_PID_BITS "${SYS_PID_T} * 8")
set(SYS_NATIVE_HANDLE int)
set(SYS_NATIVE_PROCESS_ID std::int${SYS_PID_BITS}_t)
set(SYS_NATIVE_OPERATION_SIZE 16)  # The descriptor waited for, and for what.
set(SYS_NATIVE_WINDOWS false)
set(SYS_NATIVE_LIBRARIES "")
