// unittests/Unix/OwnProcessors.cpp -- POSIX has no such choice.
#include "OwnProcessors.hpp"

std::vector<unsigned> ownProcessors() { return {}; }
