#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// UTF-8 and its superset WTF-8, which also spells UTF-16 that is not well-formed: a surrogate
// without its partner becomes three bytes. Every UTF-16 text has exactly one WTF-8 spelling, so a
// name that Windows allows makes the round trip, whatever it contains.
namespace sys::wtf8 {

/// The UTF-16 that `text` spells; nothing if it is not WTF-8. A surrogate pair spelled as two times
/// three bytes is not: the same UTF-16 has a spelling of four bytes.
std::optional<std::u16string> toUtf16(std::string_view text);

/// The same for showing: what is ill-formed, lone surrogates too, becomes U+FFFD.
std::u16string toShownUtf16(std::string_view text);

/// The WTF-8 spelling: UTF-8 if `text` is well-formed.
std::string fromUtf16(std::u16string_view text);

/// Where the first byte stands that keeps `text` from being WTF-8, or npos.
std::size_t firstIllFormed(std::string_view text);

/// Whether it is UTF-8 proper: WTF-8 without surrogates.
bool isUtf8(std::string_view text);

/// How many of the first `limit` units of `text` can be cut off without parting a surrogate pair;
/// all if it is not longer. `limit` is at least 2.
std::size_t wholePrefix(std::u16string_view text, std::size_t limit);

}  // namespace sys::wtf8
