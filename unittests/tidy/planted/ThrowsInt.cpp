// unittests/tidy/planted/ThrowsInt.cpp -- Compiled so that tidy can find what is wrong with it.
#include <string>

#include "Throwers.hpp"

void throwIntOrString(bool isInt) {
  if (isInt) throw 3;
  throw std::string("a string");
}
