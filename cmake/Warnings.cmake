# The warnings our own code is held to; never imposed on those who use the library.
add_library(sys_warnings INTERFACE)
if(MSVC)
  target_compile_options(sys_warnings INTERFACE /W4 /permissive- /utf-8 $<$<BOOL:${SYS_WARNINGS_AS_ERRORS}>:/WX>)
else()
  target_compile_options(sys_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wmissing-declarations
    $<$<BOOL:${SYS_WARNINGS_AS_ERRORS}>:-Werror>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # At -O3 it sees overlapping copies in std::string's operator+ (gcc's bug 105329).
    target_compile_options(sys_warnings INTERFACE $<$<CONFIG:Release,RelWithDebInfo>:-Wno-restrict>)
  endif()
endif()
