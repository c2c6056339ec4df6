// lib/sys/Error.cpp -- Every error of the library gets its words and its form here.
#include "Error.hpp"

#include <exception>
#include <new>
#include <stdexcept>

namespace sys {

namespace {

// Keeps the sentence whole: a reason that is a full sentence of the system loses its full stop and
// line end.
std::string_view trimmed(std::string_view words) {
  while (!words.empty() && (words.back() == '.' || words.back() == ' ' || words.back() == '\n' ||
                            words.back() == '\r')) {
    words.remove_suffix(1);
  }
  return words;
}

std::string sentence(std::string_view context, std::string_view what, std::string_view reason,
                     std::string_view words, std::string_view suggestion) {
  std::string text;
  if (!context.empty()) text.append(context).append(": ");
  text.append(what);
  if (!reason.empty()) text.append(" because ").append(trimmed(reason));
  if (!words.empty() && words != reason) text.append(" (").append(trimmed(words)).append(")");
  if (!text.empty() && text.back() != '.') text.append(".");
  if (!suggestion.empty()) text.append(" ").append(suggestion);
  return text;
}

}  // namespace

void fail(std::string_view context, std::string_view what, SystemCode code) {
  const SystemReason why = systemReason(code);
  throw sentence(context, what, why.reason, why.words, why.suggestion);
}

void fail(std::string_view context, std::string_view what, std::string_view reason,
          std::string_view suggestion) {
  throw sentence(context, what, reason, {}, suggestion);
}

void failAgain(const std::string& sentence) { throw std::string(sentence); }

void rethrowAsString() {
  try {
    throw;
  } catch (const std::string&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw std::string("out of memory");  // 13 characters: no allocation is needed to say it.
  } catch (const std::length_error&) {
    throw std::string("out of memory");
  } catch (const std::exception& error) {
    throw std::string(error.what());
  }
}

void rethrowWithContext(std::string_view context) {
  try {
    rethrowAsString();
  } catch (std::string& text) {
    try {
      text.insert(0, ": ").insert(0, context);
    } catch (...) {
      rethrowAsString();  // "out of memory" needs none.
    }
    throw;
  }
}

void refuseNul(std::string_view text, std::string_view what) {
  if (text.find('\0') == std::string_view::npos) return;
  const std::string shown(text.substr(0, text.find('\0')));
  fail(shown + "\\0...", std::string(what) + " cannot be used",
       "it contains a NUL character, which no system accepts in it");
}

}  // namespace sys

#include "platform/Error.cpp"
