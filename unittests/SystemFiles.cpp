// unittests/SystemFiles.cpp -- The tests' own way to what the library does not offer.
#include "SystemFiles.hpp"

#include "platform/SystemFiles.cpp"
