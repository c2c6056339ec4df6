// unittests/TestHandles.cpp -- What the tests have to ask the system itself, because the library
// hides it.
#include "TestHandles.hpp"

#include "platform/TestHandles.cpp"
