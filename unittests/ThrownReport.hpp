#pragma once

#include <gtest/gtest.h>

#include <exception>
#include <string>

#include "sys/Terminal.hpp"

/// Has a test that ends by a thrown text show the text, which GoogleTest does not know how to.
/// Called once, after InitGoogleTest.
inline void reportThrown() {
  class Report : public ::testing::EmptyTestEventListener {
    // GoogleTest reports what was thrown while it handles it.
    void OnTestPartResult(const ::testing::TestPartResult& result) override {
      if (!result.failed() || std::current_exception() == nullptr) return;
      try {
        throw;
      } catch (const std::string& text) {
        sys::Terminal::error().write("What was thrown: " + text + "\n");
      } catch (...) {  // GoogleTest knows more of it.
      }
    }
  };
  ::testing::UnitTest::GetInstance()->listeners().Append(new Report);  // Which it then owns.
}
