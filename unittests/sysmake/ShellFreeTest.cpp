// unittests/sysmake/ShellFreeTest.cpp -- The shell is left out only where nobody would notice.
#include "sysmake/ShellFree.hpp"

#include <gtest/gtest.h>

namespace sysmake {
namespace {

using Words = std::vector<std::string>;

TEST(ShellFree, SimpleCommandsNeedNoShell) {
  EXPECT_EQ(withoutShell("cc -c 'a b.c' -o \"x y\"").words,
            (Words{"cc", "-c", "a b.c", "-o", "x y"}));
  EXPECT_EQ(withoutShell("/usr/bin/c++ -DX=\\\"1\\\" a.c").words,
            (Words{"/usr/bin/c++", "-DX=\"1\"", "a.c"}));
}

TEST(ShellFree, FramesOfCMakeNeedNoShell) {
  EXPECT_EQ(withoutShell(": && ld a.o -o a && :").words, (Words{"ld", "a.o", "-o", "a"}));
  const ShellFree free = withoutShell("cd /build/sub && /usr/bin/cmake -E touch x");
  EXPECT_EQ(free.words, (Words{"/usr/bin/cmake", "-E", "touch", "x"}));
  EXPECT_EQ(free.directory, "/build/sub");
}

TEST(ShellFree, CompilersAndLinkersReadResponseFiles) {
  for (const char* program :
       {"g++", "/usr/bin/c++", "gcc-12", "x86_64-w64-mingw32-g++", "clang++-14",
        "aarch64-linux-gnu-gcc-12.2", "ar", "llvm-ar", "ld", "clang.exe"}) {
    EXPECT_EQ(responseFileKind(program), sys::CommandStyle::Sh) << program;
  }
  for (const char* program : {"cl", "link.exe", "C:/tools/clang-cl.exe", "lib"}) {
    EXPECT_EQ(responseFileKind(program), sys::CommandStyle::Windows) << program;
  }
  for (const char* program : {"cmake", "echo", "python3", "", "-", "x-", "gold", "cat"}) {
    EXPECT_FALSE(responseFileKind(program)) << program;
  }
}

TEST(ShellFree, WhatOnlyAShellCanDoIsLeftToIt) {
  for (const char* command : {"",
                              "a > b",
                              "a; b",
                              "a && b",
                              "a | b",
                              "a $X",
                              "a *.c",
                              "A=1 b",
                              "echo x",
                              "test -f x",
                              "exit 3",
                              "cd /x",
                              "cd x && a",
                              "cd /x/../y && a",
                              "cd /x && ./a",
                              "cd /x && a && b",
                              "cd '/x && a",
                              ": && a > b && :",
                              ": && a && b && :",
                              ": && :",
                              "if a",
                              "a 'b",
                              "~/a",
                              "! a",
                              "{ a",
                              "for a in b",
                              "while a",
                              "until a",
                              "case a in",
                              "function a",
                              "select a in b",
                              "coproc a",
                              "[[ a",
                              "A+=1 b",
                              "A= B=2 b",
                              ": a",
                              ". ./a",
                              "export A=1",
                              "exec a",
                              "eval a",
                              "set -e",
                              "mapfile a",
                              "readarray a",
                              "bind a",
                              "complete a",
                              "compopt a",
                              "cd /x || a",
                              "'' a"}) {
    EXPECT_TRUE(withoutShell(command).words.empty()) << command;
  }
}

TEST(ShellFree, QuotedOperatorsAreText) {
  EXPECT_EQ(withoutShell("a '>' \"&&\"").words, (Words{"a", ">", "&&"}));
  EXPECT_TRUE(withoutShell("a 'x && y'").words.empty());
}

}  // namespace
}  // namespace sysmake
