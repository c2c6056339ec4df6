// unittests/Children.cpp -- The roles that the test binary plays when a test starts it as a child.
#include "Children.hpp"

#include <string>
#include <string_view>

namespace {

struct Role {
  const char* name;
  int (*run)(int count, char** arguments);
};

int exitWith(int, char** arguments) { return std::stoi(arguments[1]); }

constexpr Role kRoles[] = {
    {"exit", exitWith},
};

}  // namespace

int runChild(int count, char** arguments) {
  for (const Role& role : kRoles) {
    if (std::string_view(arguments[0]) == role.name) return role.run(count, arguments);
  }
  return 125;
}
