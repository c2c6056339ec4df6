// unittests/Main.cpp -- The test program; called with `--child ROLE ...` it is the child that a
// test starts.
#include <gtest/gtest.h>

#include <string_view>

#include "Children.hpp"

int main(int argc, char** argv) {
  if (argc > 2 && std::string_view(argv[1]) == "--child") return runChild(argc - 2, argv + 2);
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
