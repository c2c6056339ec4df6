// unittests/SystemSplit.cpp -- The system's own splitting of command lines, to compare with.
#include "SystemSplit.hpp"

#include "platform/SystemSplit.cpp"
