// unittests/ErrorTest.cpp -- The form of an error, and that nothing but a string leaves the
// library.
#include "Error.hpp"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

namespace sys {
namespace {

std::string textOf(void (*action)()) {
  try {
    action();
  } catch (const std::string& text) {
    return text;
  }
  return "nothing was thrown";
}

std::string translated(void (*thrower)()) {
  try {
    try {
      thrower();
    } catch (...) {
      rethrowAsString();
    }
  } catch (const std::string& text) {
    return text;
  }
  return "nothing was thrown";
}

TEST(Error, HasContextWhatReasonAndSuggestion) {
  EXPECT_EQ(
      textOf([] { fail("app.o", "cannot open for writing", "the disk is full", "Free space."); }),
      "app.o: cannot open for writing because the disk is full. Free space.");
  EXPECT_EQ(textOf([] { fail("", "cannot start", "it is Tuesday"); }),
            "cannot start because it is Tuesday.");
}

TEST(Error, OutOfMemoryBecomesAStringThatNeedsNoMemory) {
  EXPECT_EQ(translated([] { throw std::bad_alloc(); }), "out of memory");
  EXPECT_EQ(translated([] { throw std::length_error("x"); }), "out of memory");
}

TEST(Error, ForeignExceptionsKeepTheirWordsAndStringsPassUnchanged) {
  EXPECT_EQ(translated([] { throw std::runtime_error("broken"); }), "broken");
  EXPECT_EQ(translated([] { throw std::string("a: b because c."); }), "a: b because c.");
}

TEST(Error, ContextIsPutBefore) {
  EXPECT_EQ(textOf([] {
              try {
                fail("a", "b", "c");
              } catch (...) {
                rethrowWithContext("app");
              }
            }),
            "app: a: b because c.");
  EXPECT_EQ(textOf([] {
              try {
                throw std::runtime_error("broken");
              } catch (...) {
                rethrowWithContext("app");
              }
            }),
            "app: broken");
}

TEST(Error, NulIsRefusedAndShown) {
  EXPECT_EQ(textOf([] { refuseNul(std::string_view("a\0b", 3), "an argument"); }),
            "a\\0...: an argument cannot be used because it contains a NUL character, which no "
            "system accepts in it.");
  EXPECT_EQ(textOf([] { refuseNul("ab", "an argument"); }), "nothing was thrown");
}

}  // namespace
}  // namespace sys
