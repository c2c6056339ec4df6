// unittests/tidy/UseChecksTest.cpp -- A function that nobody calls is found, whatever has its name.
#include <gtest/gtest.h>

#include "Planted.hpp"

namespace tidy {
namespace {

constexpr const char* kHeader =
    "namespace sys {\n"
    "class Path {\n"
    "public:\n"
    "  Path() = default;\n"
    "  Path(const char* text);\n"
    "  Path parent() const;\n"
    "  int size() const { return 1; }\n"
    "  static std::optional<Path> current();\n"
    "  friend bool operator==(const Path&, const Path&) = default;\n"
    "private:\n"
    "  void hidden();\n"
    "};\n"
    "}\n";

constexpr const char* kAllUsed =
    "void f() { sys::Path path(\"x\"); path.parent(); path.size(); sys::Path::current(); }\n";

// What is missing if a tool has this text and a test uses everything.
std::string unusedIn(const std::string& tool) {
  return found(checkUses, {{"include/sys/Path.hpp", kHeader},
                           {"tools/a/A.cpp", tool},
                           {"unittests/PathTest.cpp", kAllUsed}});
}

std::string missing(int line, const std::string& name) {
  return "include/sys/Path.hpp:" + std::to_string(line) + ": Path::" + name +
         " has no user in tools/ and is not in docs/unused.md\n";
}

TEST(TidyUses, AllOfIt) { EXPECT_EQ(unusedIn(kAllUsed), ""); }

TEST(TidyUses, NothingOfIt) {
  EXPECT_EQ(unusedIn("int x;\n"),
            missing(5, "Path") + missing(6, "parent") + missing(7, "size") + missing(8, "current"));
}

TEST(TidyUses, ANamesakeOfAnotherClassIsNoUse) {
  EXPECT_EQ(unusedIn("void f(sys::Path p, std::string s) { p.parent(); s.size(); v->size();\n"
                     "  Directory::current(); current(); // p.size()\n"
                     "  use(\"p.size() Path::current()\"); }\n"),
            missing(7, "size") + missing(8, "current"));
}

TEST(TidyUses, ChainsMembersAndDeducedVariablesAreFollowed) {
  for (const char* use : {
           "void f() { sys::Path(\"x\").size(); }",
           "void f() { sys::Path{\"x\"}.size(); }",
           "void f(const std::vector<sys::Path>& all) { for (const auto& p : all) p.size(); }",
           "void f() { auto p = sys::Path::current(); p->size(); }",
           "void f() { const auto p = *sys::Path::current(); g(p.size()); }",
           "void f() { sys::Path::current()->parent().size(); }",
           "void f() { sys::Path::current().value().size(); }",
           "void f(std::map<std::string, sys::Path> m) { m[\"x\"].size(); m.at(\"x\").size(); }",
           "struct S { sys::Path path_; int f() { return path_.size(); } };",
           "void f(std::optional<sys::Path> p) { (*p).size(); }",
           "sys::Path make(); void f() { make().size(); }",
           "auto g = &sys::Path::size;",
       }) {
    const std::string text = "void h(sys::Path path) { path.parent(); sys::Path::current(); }\n" +
                             std::string(use) + "\n";
    EXPECT_EQ(unusedIn(text), "") << use;
  }
}

TEST(TidyUses, MembersDeclaredInAHeaderBesideCount) {
  EXPECT_EQ(found(checkUses,
                  {{"include/sys/Path.hpp", kHeader},
                   {"tools/a/A.hpp", "struct S { sys::Path path_; int f(); };\n"},
                   {"tools/a/A.cpp",
                    "int S::f() { path_.parent(); sys::Path::current(); return path_.size(); }\n"},
                   {"unittests/PathTest.cpp", kAllUsed}}),
            "");
  EXPECT_EQ(
      found(
          checkUses,
          {{"include/sys/Path.hpp", kHeader},
           {"tools/b/B.hpp", "struct S { sys::Path path_; int f(); };\n"},
           {"tools/a/A.cpp",
            "int S::f() { sys::Path p; p.parent(); sys::Path::current(); return path_.size(); }\n"},
           {"unittests/PathTest.cpp", kAllUsed}}),
      missing(7, "size"));
}

TEST(TidyUses, WhatABaseOffersIsUsedThroughTheDerivedClass) {
  const char* header =
      "class Base { public: void f(); };\nclass Derived : public Base { public: void g(); };\n";
  const char* user = "void f(Derived d) { d.f(); d.g(); }\n";
  EXPECT_EQ(found(checkUses, {{"include/sys/A.hpp", header},
                              {"tools/a/A.cpp", user},
                              {"unittests/ATest.cpp", user}}),
            "");
}

TEST(TidyUses, AFreeFunctionIsUsedByACall) {
  EXPECT_EQ(found(checkUses, {{"include/sys/A.hpp", "int f(int x);\nint g();\n"},
                              {"tools/a/A.cpp", "int y = f(1) + x.g();\n"},
                              {"unittests/ATest.cpp", "int y = f(1) + sys::g();\n"}}),
            "include/sys/A.hpp:2: g has no user in tools/ and is not in docs/unused.md\n");
}

TEST(TidyUses, EachNeedsATest) {
  EXPECT_EQ(found(checkUses,
                  {{"include/sys/A.hpp", "int f(int x);\n"}, {"tools/a/A.cpp", "int y = f(1);\n"}}),
            "include/sys/A.hpp:1: f has no test\n");
}

TEST(TidyUses, ACallMayNameItsTemplatesArguments) {
  const auto with = [](const char* text) {
    return found(checkUses, {{"include/sys/A.hpp", "template <typename T> T f(int x);\n"},
                             {"tools/a/A.cpp", text},
                             {"unittests/ATest.cpp", text}});
  };
  EXPECT_EQ(with("auto y = f<std::pair<int, sys::Path>>(1);\n"), "");
  EXPECT_NE(with("bool y = f < x;\n"), "");
  EXPECT_NE(with("bool y = f < x > y;\n"), "");
}

TEST(TidyUses, WhatCoroutinesCallNeedsNoOther) {
  EXPECT_EQ(found(checkUses, {{"include/sys/A.hpp",
                               "class A {\npublic:\n  bool await_ready() const noexcept;\n"
                               "  void return_void();\n  void other();\n};\n"}}),
            "include/sys/A.hpp:5: A::other has no test\n"
            "include/sys/A.hpp:5: A::other has no user in tools/ and is not in docs/unused.md\n");
}

TEST(TidyUses, TheListNamesWhatAwaitsItsUser) {
  const auto with = [](const std::string& list, const char* tool) {
    return found(checkUses, {{"include/sys/A.hpp", "int f(int x);\n"},
                             {"tools/a/A.cpp", tool},
                             {"unittests/ATest.cpp", "int y = f(1);\n"},
                             {"docs/unused.md", list}});
  };
  EXPECT_EQ(with("# Unused\n\n- `f`: sysmake's clean.\n", ""), "");
  EXPECT_EQ(with("- `f`: sysmake's clean.\n", "int y = f(1);"),
            "docs/unused.md:1: f has a user now: take it off the list\n");
  EXPECT_EQ(with("- `f`: later.\n- `g`: later.\n", ""),
            "docs/unused.md:2: g is no public function\n");
  EXPECT_EQ(with("- `f`: later.\n- `f`: later.\n- `f`\n", ""),
            "docs/unused.md:2: a second time\n"
            "docs/unused.md:3: not of the form \"- `Class::function`: the coming user\"\n");
}

TEST(TidyUses, NestedPrivateClassesAreNotPublic) {
  EXPECT_EQ(found(checkUses, {{"include/sys/A.hpp", "class A { struct B { void f(); }; };\n"}}),
            "");
}

}  // namespace
}  // namespace tidy
