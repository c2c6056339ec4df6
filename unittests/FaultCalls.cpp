// unittests/FaultCalls.cpp -- The system calls of the library that a test can make to fail. The
// build renames the library's own references to them (FaultArchive.cmake).
#include "platform/FaultCalls.cpp"
