// unittests/tidy/planted/ThrowsString.cpp -- The clean twin: strings are thrown, the rest is
// caught.
#include <new>
#include <string>

#include "Throwers.hpp"

void throwString(bool again) {
  try {
    if (again) throw std::string("a string");
    throwIntOrString(true);
  } catch (const std::bad_alloc&) {
    throw std::string("another string");
  } catch (int) {
    throw;
  }
}
