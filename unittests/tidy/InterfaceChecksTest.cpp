// unittests/tidy/InterfaceChecksTest.cpp -- The public headers show no data, virtuals or promises.
#include <gtest/gtest.h>

#include "Planted.hpp"

namespace tidy {
namespace {

TEST(TidyInterface, NothingIsVirtual) {
  EXPECT_EQ(places(checkInterface,
                   {{"include/sys/A.hpp", "class A {\npublic:\n  virtual void f() = 0;\n};\n"},
                    {"lib/sys/B.hpp", "struct B { virtual void f(); };\n"}}),
            "include/sys/A.hpp:3");
}

TEST(TidyInterface, AClassHasNoPublicData) {
  EXPECT_EQ(places(checkInterface, {{"include/sys/A.hpp",
                                     "class A {\npublic:\n  int x = 0;\n  void f();\n"
                                     "  static constexpr int kMax = 1;\nprivate:\n  int y_;\n};\n"
                                     "struct B {\n  int x;\nprivate:\n  int y_;\n};\n"}}),
            "include/sys/A.hpp:3 include/sys/A.hpp:10");
}

TEST(TidyInterface, AnAggregateMayHaveData) {
  EXPECT_EQ(
      found(checkInterface,
            {{"include/sys/A.hpp",
              "/// Data.\nstruct A {\n  int x = 0;\n  std::string y;\n"
              "  friend auto operator<=>(const A&, const A&) = default;\n};\n"
              "class B {\n  int z_;\n  struct State { int v; };\n};\nconstexpr int k = 1;\n"}}),
      "");
}

TEST(TidyInterface, OnlyMovesAndAwaitablesHaveExceptionSpecifications) {
  EXPECT_EQ(places(checkInterface,
                   {{"include/sys/A.hpp",
                     "class A {\npublic:\n  A(A&& other) noexcept;\n  A& operator=(A&&) noexcept;\n"
                     "  bool await_ready() noexcept;\n  int final_suspend() const noexcept;\n"
                     "  void f() noexcept;\n  A(const A&) noexcept;\n  ~A() noexcept;\n"
                     "  void g() throw();\n  int h() noexcept { return 1; }\n"
                     "private:\n  void i() noexcept;\n};\nint j() noexcept;\n"}}),
            "include/sys/A.hpp:7 include/sys/A.hpp:8 include/sys/A.hpp:9 include/sys/A.hpp:10 "
            "include/sys/A.hpp:11 include/sys/A.hpp:13 include/sys/A.hpp:15");
}

TEST(TidyTypeComments, ATypeSaysWhatItIs) {
  EXPECT_EQ(
      found(checkTypeComments, {{"include/sys/A.hpp",
                                 "/// An A.\nclass A {\n  struct Os;\n  enum class K { X };\n};\n"
                                 "struct B;\nclass C {\n};\n// D.\nenum class D { X };\n"}}),
      "include/sys/A.hpp:7: C has no comment\ninclude/sys/A.hpp:10: D has no comment\n");
}

TEST(TidyThrows, OnlyStringsAreThrownAndMadeInOnePlace) {
  EXPECT_EQ(
      found(checkThrows, {{"lib/sys/Error.cpp",
                           "std::string sentence(int x) { return {}; }\nvoid f() {\n"
                           "  throw sentence(1);\n  throw std::string(\"x\");\n  throw;\n}\n"},
                          {"lib/sys/Unix/A.cpp", "void f() { try { } catch (...) { throw; } }\n"},
                          {"tools/a.cpp", "void f() { throw 1; }\n"}}),
      "");
  EXPECT_EQ(
      places(checkThrows, {{"lib/sys/Error.cpp",
                            "int number();\nvoid f() {\n  throw 1;\n  throw number();\n"
                            "  throw std::runtime_error(\"x\");\n  throw \"x\";\n}\n"},
                           {"lib/sys/A.cpp", "void f() {\n  throw std::string(\"x\");\n}\n"},
                           {"include/sys/A.hpp", "inline void f() {\n  throw Error{1};\n}\n"}}),
      "include/sys/A.hpp:2 lib/sys/A.cpp:2 lib/sys/Error.cpp:3 lib/sys/Error.cpp:4 "
      "lib/sys/Error.cpp:5 lib/sys/Error.cpp:6");
}

}  // namespace
}  // namespace tidy
