#pragma once

#include <string>

/// The text that `action` throws, for comparing. Anything else that it throws ends the test.
template <typename Action>
std::string thrownBy(Action&& action) {
  try {
    action();
  } catch (const std::string& text) {
    return text;
  }
  return "nothing was thrown";
}
