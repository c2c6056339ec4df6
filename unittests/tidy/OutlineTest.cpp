// unittests/tidy/OutlineTest.cpp -- Declarations are found where they stand, with their access.
#include "tidy/Outline.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace tidy {
namespace {

const char* letter(const Item& item) {
  switch (item.kind) {
    case ItemKind::Function:
      return item.isDefinition ? "F" : "f";
    case ItemKind::Data:
      return "d";
    case ItemKind::Type:
      return item.isDefinition ? "T" : "t";
    case ItemKind::Alias:
      return "a";
    case ItemKind::Friend:
      return "r";
  }
  return "?";
}

// A word for each declaration: its kind (capital if it is a definition), access and name.
std::string outlined(std::string_view text) {
  std::string all;
  for (const Item& item : outline(lex(text).code)) {
    const char* access = item.access == Access::Public      ? "+"
                         : item.access == Access::Protected ? "#"
                                                            : "-";
    all += (all.empty() ? "" : " ") + std::string(letter(item)) + access + item.qualified();
  }
  return all;
}

TEST(TidyOutline, FunctionsAndDataAtNamespaceLevel) {
  EXPECT_EQ(outlined("namespace a { namespace { int f(int x); } inline constexpr int k = 3; }\n"
                     "static void g() { int local = 1; if (local) { h(); } }\n"
                     "std::vector<std::function<void(int)>> table = {{1, 2}};\n"
                     "const char* const names[] = {\"a\", \"b\"};"),
            "f+f d+k F+g d+table d+names");
}

TEST(TidyOutline, AccessFollowsTheClass) {
  EXPECT_EQ(outlined("class A { int a_; public: void f(); protected: int g() const { return 1; }\n"
                     "private: struct B { int c; }; B b_; };\n"
                     "struct C { int x = 0; private: int y; };"),
            "T+A d-A::a_ f+A::f F#A::g T-A::B d+A::B::c d-A::b_ T+C d+C::x d-C::y");
}

TEST(TidyOutline, SpecialMembers) {
  EXPECT_EQ(outlined("class A { public: A() = default; explicit A(int x) noexcept; ~A();\n"
                     "A(A&& other) noexcept : x_(other.x_), y_{1, 2} { other.x_ = 0; }\n"
                     "A& operator=(const A&) = delete; explicit operator bool() const;\n"
                     "void operator()() const { f(); } friend class D;\n"
                     "friend auto operator<=>(const A&, const A&) = default; };"),
            "T+A f+A::A f+A::A f+A::~A F+A::A f+A::operator= f+A::operator bool "
            "F+A::operator() r+A::D r+A::operator<=>");
}

TEST(TidyOutline, DefinitionsOutsideTheClassCarryItsName) {
  EXPECT_EQ(outlined("Path Path::join(const Path& p) const { return p; }\n"
                     "struct Process::Os { static int start(); };\n"
                     "Process::Process(int x) try : x_(x) { } catch (...) { rethrow(); }\n"
                     "void Process::Os::kill() { }"),
            "F+Path::join T+Process::Os f+Process::Os::start F+Process::Process "
            "F+Process::Os::kill");
}

TEST(TidyOutline, TemplatesAttributesAndAlignment) {
  EXPECT_EQ(
      outlined(
          "template <auto kM, typename O = std::less<>> static C to(O& o) { return {}; }\n"
          "[[nodiscard]] std::optional<int> f(bool b = a < c);\n"
          "alignas(void*) unsigned char bytes[sizeof(int)] = {};\n"
          "void (*pointer)(int);\n"
          "template <typename Call> auto g(Call&& call) -> decltype(call()) { return call(); }"),
      "F+to f+f d+bytes d+pointer F+g");
}

TEST(TidyOutline, TypesAndAliases) {
  EXPECT_EQ(outlined("class A; enum class E : unsigned char { X, Y }; using F = void (*)(void*);\n"
                     "class B final : public A, private std::C<int> { };\n"
                     "struct D { } d; enum { k };"),
            "t+A T+E a+F T+B T+D T+");
  const std::vector<Item> items = outline(lex("struct B : public a::A, C<int> {};").code);
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].bases, (std::vector<std::string>{"A", "C"}));
}

TEST(TidyOutline, TestsAreNamedByTheirArguments) {
  EXPECT_EQ(outlined("TEST(Path, JoinsTwo) { EXPECT_EQ(1, 1); }\nint x;"), "F+Path.JoinsTwo d+x");
}

TEST(TidyOutline, ARowOfATableMadeByAMacroIsNoDeclaration) {
  EXPECT_EQ(outlined("ROW(int, f, (int x), EIO)\nROW(int, g, (), 0)\nint h(int x);\nA::A(int x)\n"
                     "    : x_(x) {}\nCLASS(int x) { }"),
            "f+h F+A::A F+CLASS");
}

TEST(TidyOutline, AFunctionEndsWithItsHandlers) {
  const std::vector<Token> code =
      lex("void f()\ntry {\n  g();\n} catch (...) {\n  h();\n}\nint x;").code;
  const std::vector<Item> items = outline(code);
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(code[items[0].end - 1].line, 6U);
  EXPECT_EQ(items[1].name, "x");
}

TEST(TidyOutline, NonsenseEndsSomewhere) {
  for (const char* text : {"}}}", "class", "class A {", "int f(", "= = =", "template <", ": :", "~",
                           "operator", "friend", "using", "a b c ) ] }", "struct A : B"}) {
    EXPECT_LE(outline(lex(text).code).size(), 4U) << text;
  }
}

}  // namespace
}  // namespace tidy
