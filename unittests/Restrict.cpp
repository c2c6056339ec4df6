// unittests/Restrict.cpp -- The tests on a system that lacks what this one has.
#include "Restrict.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "Residue.hpp"

#include "platform/Restrict.cpp"
