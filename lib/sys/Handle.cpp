// lib/sys/Handle.cpp -- Closing is the one thing every platform's handles have in common.
#include "Handle.hpp"

#include "platform/Handle.cpp"
