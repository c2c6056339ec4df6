// unittests/tidy/planted/ThrowsLocal.cpp -- A type without linkage is named by no relocation.
#include "Throwers.hpp"

namespace {

struct Local {
  int value;
};

}  // namespace

void throwLocal(int value) { throw Local{value}; }
