// unittests/tidy/ThrownTest.cpp -- What objdump says of code that throws a string, and of the rest.
#include "tidy/Thrown.hpp"

#include <gtest/gtest.h>

namespace tidy {
namespace {

constexpr const char* kString =
    "RELOCATION RECORDS FOR [.text.unlikely]:\n"
    "OFFSET           TYPE              VALUE\n"
    "00fa R_X86_64_REX_GOTPCRELX  _ZTINSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE-0x04\n"
    "0102 R_X86_64_PLT32    __cxa_throw-0x0000000000000004\n";

std::vector<std::string> problems(const std::string& dump) { return findThrown(dump).problems; }

TEST(TidyThrown, StringsAreFine) {
  EXPECT_EQ(findThrown(kString).throwSites, 1U);
  EXPECT_TRUE(problems(kString).empty());
  EXPECT_TRUE(problems("RELOCATION RECORDS FOR [.text$f]:\n0 IMAGE_REL_AMD64_REL32  "
                       "_ZTINSt3__112basic_stringIcNS_11char_traitsIcEENS_9allocatorIcEEEE\n")
                  .empty());
}

TEST(TidyThrown, AnotherTypeIsFoundWhereverItIsThrown) {
  EXPECT_EQ(problems("a.o:     file format elf64-x86-64\n" + std::string(kString) +
                     "005b R_X86_64_REX_GOTPCRELX  _ZTIi-0x0000000000000004\n"),
            (std::vector<std::string>{"a.o: code takes the address of _ZTIi, as for throwing it"}));
  EXPECT_EQ(
      problems("RELOCATION RECORDS FOR [.text]:\n0 IMAGE_REL_AMD64_REL32  .refptr._ZTIi\n").size(),
      1U);
}

TEST(TidyThrown, WhatOnlyLooksLikeALocalTypeIsFine) {
  EXPECT_TRUE(
      problems(std::string(kString) +
               "0061 R_X86_64_REX_GOTPCRELX  _ZTIFvvE-0x0000000000000004\n"
               "SYMBOL TABLE:\n0000 l     O .data.rel.ro 0010 _ZTIFvZ4mainE4$_11E\n"
               "0000 l    d  .data.DW.ref._ZTISt9exception 0000 .data.DW.ref._ZTISt9exception\n")
          .empty());
}

TEST(TidyThrown, WhatIsOnlyCaughtIsFine) {
  EXPECT_TRUE(problems(std::string(kString) +
                       "RELOCATION RECORDS FOR [.gcc_except_table]:\n"
                       "0020 R_X86_64_PC32     DW.ref._ZTISt9bad_alloc\n"
                       "RELOCATION RECORDS FOR [.data]:\n0000 R_X86_64_64  _ZTISt9bad_alloc\n")
                  .empty());
}

TEST(TidyThrown, ALocalTypeIsFoundInAnObjectThatThrows) {
  const std::string elf =
      "b.o:     file format elf64-x86-64\nSYMBOL TABLE:\n"
      "0000 l     O .data.rel.ro\t0010 _ZTIN12_GLOBAL__N_15LocalE\n"
      "0000  w    O .data.rel.ro._ZTI1G\t0010 _ZTI1G\n\n";
  EXPECT_TRUE(problems(elf).empty());
  EXPECT_EQ(problems(elf + kString).size(), 1U);
  EXPECT_EQ(problems("SYMBOL TABLE:\n[ 13](sec  7)(fl 0x00)(ty    0)(scl   3) (nx 0) 0x38 "
                     "_ZTIN12_GLOBAL__N_15LocalE\n" +
                     std::string(kString))
                .size(),
            1U);
}

}  // namespace
}  // namespace tidy
